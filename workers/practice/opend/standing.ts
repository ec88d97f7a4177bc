/** Whether OpenD is logged in at its own servers, and what it tells when that changes. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import { Refusal } from "./ask.ts";

/** ProgramStatusType, and the GtwEventType that goes with it. */
const TROUBLES = {
  needs_login: { status: 4, event: 11, text: "Phone verification is needed" },
  captcha: { status: 3, event: 10, text: "Picture verification is needed" },
  kicked_out: { status: 11, event: 7, text: "Logged in somewhere else" },
} as const;
type Trouble = keyof typeof TROUBLES;

/** ProgramStatusType_Ready. */
const READY = 10;
/** QotRight: of level 1 on one may subscribe, with BMP only look. */
const QUOTE_RIGHT = { bmp: 1, level1: 2, none: 5 } as const;
/** NotifyType. */
const NOTIFY = { event: 1, program: 2, connection: 3, quoteRight: 4 } as const;

/** What is told of a change: the own parts of Notify. */
export type Notices = object[];

export class Standing {
  readonly #mischief: Mischief;
  #trouble: Trouble | undefined;
  #quoteRight: number = QUOTE_RIGHT.level1;

  constructor(mischief: Mischief) {
    this.#mischief = mischief;
  }

  get isLoggedIn(): boolean {
    return this.#trouble === undefined;
  }

  get isKickedOut(): boolean {
    return this.#trouble === "kicked_out";
  }

  /** As GetGlobalState has it. */
  get programStatus(): { type: number; strExtDesc?: string } {
    if (!this.#trouble) return { type: READY };
    const { status, text } = TROUBLES[this.#trouble];
    return { type: status, strExtDesc: text };
  }

  /** Whether anything is wrong is asked anew with each request. */
  look(): Notices {
    const trouble = (Object.keys(TROUBLES) as Trouble[])
      .find((one) => this.#mischief.happens(one));
    if (trouble === this.#trouble) return [];
    this.#trouble = trouble;
    const { event, text } = trouble ? TROUBLES[trouble] : {};
    const { isLoggedIn } = this;
    return [
      ...event
        ? [{ type: NOTIFY.event, event: { eventType: event, desc: text } }]
        : [],
      {
        type: NOTIFY.program,
        programStatus: { programStatus: this.programStatus },
      },
      {
        type: NOTIFY.connection,
        connectStatus: { qotLogined: isLoggedIn, trdLogined: isLoggedIn },
      },
    ];
  }

  /** @throws {Refusal} While it is not logged in. */
  check(): void {
    if (this.#trouble) {
      throw new Refusal(`Not logged in: ${TROUBLES[this.#trouble].text}`);
    }
  }

  /** The right to quotes as it now is, and what is told if it changed. */
  lookAtQuotes(): { right: number; maySubscribe: boolean; notices: Notices } {
    const { bmp, level1, none } = QUOTE_RIGHT;
    const right = this.#mischief.happens("no_quote_right") ? bmp : level1;
    const changed = right !== this.#quoteRight;
    this.#quoteRight = right;
    const notices = changed
      ? [{
        type: NOTIFY.quoteRight,
        qotRight: { hkQotRight: right, usQotRight: none, cnQotRight: none },
      }]
      : [];
    return { right, maySubscribe: right === level1, notices };
  }
}
