/** Whether OpenD can be used, and what a person must do where it cannot. @module */
import type { z } from "zod";
import type { GlobalState, Notice } from "./answers.ts";

/** ProgramStatusType, of those in which nobody can trade. */
const PROGRAM: ReadonlyMap<number, string> = new Map([
  [0, "it has not started yet: wait, or look at its window or its log"],
  [1, "it has not logged in yet: wait, or log in there"],
  [2, "it is logging in: wait"],
  [
    3,
    "it needs a picture code: type what the picture shows into OpenD (command line: input_pic_verify_code)",
  ],
  [
    4,
    "it needs a phone code: type the code of the text message into OpenD (command line: input_phone_verify_code)",
  ],
  [5, "its login failed: check account and password there, and log in again"],
  [6, "it is too old: install a newer OpenD"],
  [7, "it is loading what it needs: wait"],
  [8, "it misses data that it needs: start it again"],
  [9, "a disclaimer is not agreed to: agree in the Moomoo app or at OpenD"],
  [
    11,
    "it was logged out by force, as after a new password or a device lock: log in at OpenD again",
  ],
  [12, "it could not load the disclaimer: start it again"],
]);

/** GtwEventType, of those after which nobody can trade. */
const EVENTS: ReadonlyMap<number, string> = new Map([
  [3, PROGRAM.get(6)!],
  [4, PROGRAM.get(5)!],
  [5, PROGRAM.get(9)!],
  [
    7,
    "it was kicked out: the account has logged in elsewhere; log out there, and log in at OpenD again",
  ],
  [8, "the login password was changed: log in at OpenD with the new one"],
  [9, "the account may not log in: ask Moomoo's support"],
  [10, PROGRAM.get(3)!],
  [11, PROGRAM.get(4)!],
  [15, "a device lock was switched on: log in at OpenD again"],
]);

/** Why nobody can trade through it as it is now; undefined if all is well. */
export function blockOf(
  state: z.output<typeof GlobalState>,
): string | undefined {
  const { programStatus, qotLogined, trdLogined } = state;
  const known = programStatus && programText(programStatus);
  if (known) return known;
  if (qotLogined && trdLogined) return;
  const what = trdLogined ? "quotes" : qotLogined ? "trading" : "anything";
  return `OpenD cannot be used: it is not logged in for ${what}: log in at OpenD`;
}

/** Why nobody can trade after what it told; undefined if it changes nothing. */
export function blockIn(notice: z.output<typeof Notice>): string | undefined {
  const { event, programStatus, connectStatus } = notice;
  const told = event && EVENTS.get(event.eventType);
  if (told) return said(told, event.desc);
  if (programStatus) return programText(programStatus.programStatus);
  return connectStatus && blockOf(connectStatus);
}

function programText(
  { type, strExtDesc = "" }: { type: number; strExtDesc?: string | undefined },
): string | undefined {
  const text = PROGRAM.get(type);
  return text && said(text, strExtDesc);
}

function said(text: string, itsOwn: string): string {
  const quoted = itsOwn === "" ? "" : ` (OpenD: "${itsOwn}")`;
  return `OpenD cannot be used: ${text}${quoted}`;
}
