/** What the operator may want of an agent: one mutation for each. @module */
import { z } from "zod";
import type { Agent, Trader } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import type { CommandKind } from "../core/trading/command.ts";
import { AgentType } from "./agent.ts";
import { agentOf } from "./agent_id.ts";
import { builder, type Context } from "./builder.ts";
import { CommandType } from "./command_type.ts";
import { objectOf } from "./model.ts";
import type { CommandRecord } from "./reads.ts";

const REASON_MAX = 1_000;
const KEY = /^[\x21-\x7e]{1,100}$/;

const UserError = z.object({
  code: z.enum([
    "AGENT_UNKNOWN",
    "AGENT_STATELESS",
    "REASON_EMPTY",
    "REASON_TOO_LONG",
    "KEY_INVALID",
    "KEY_TAKEN",
  ]).meta({ title: "UserErrorCode" }),
  message: z.string().describe("What was wrong, with the value that decided"),
  field: z.string().nullable().describe("The input field it is about"),
}).meta({
  title: "UserError",
  description: "Why a mutation did nothing: the asker's to mend",
});
type UserError = z.output<typeof UserError>;

const UserErrorType = objectOf(UserError, {
  code: "Which rule said no.",
  message: true,
  field: true,
});

interface Input {
  agentId: string;
  reason: string;
  key: string;
}

interface Payload {
  command: CommandRecord | null;
  agent: Agent | null;
  userErrors: UserError[];
}

commandField(
  "agentHalt",
  "halt",
  "Stops an agent: it sends nothing more, no exit either, and its working orders are withdrawn. What it holds it keeps.",
);
commandField("agentResume", "resume", "Lets a halted agent trade again.");

/** A mutation that asks for `kind`; it answers once that is on record, before it is obeyed. */
function commandField(name: string, kind: CommandKind, description: string) {
  const title = name[0]!.toUpperCase() + name.slice(1);
  builder.mutationField(name, (t) =>
    t.field({
      type: payloadOf(`${title}Payload`, name),
      description,
      args: {
        input: t.arg({
          type: inputOf(`${title}Input`, name),
          required: true,
          description: "What is asked.",
        }),
      },
      resolve: (_, { input }, context) => ask(kind, input, context),
    }));
}

function inputOf(title: string, name: string) {
  return builder.inputType(title, {
    description: `What \`${name}\` needs.`,
    fields: (t) => ({
      agentId: t.id({ required: true, description: "Which agent." }),
      reason: t.string({
        required: true,
        description:
          `Why: it goes on record. At most ${REASON_MAX} characters.`,
      }),
      key: t.string({
        required: true,
        description:
          "The asker's own key, 1 to 100 characters: asked again with the same key, the first command is answered and nothing is done twice.",
      }),
    }),
  });
}

function payloadOf(title: string, name: string) {
  return builder.objectRef<Payload>(title).implement({
    description: `What \`${name}\` did.`,
    fields: (t) => ({
      command: t.field({
        type: CommandType,
        nullable: true,
        description: "The command on record; null if there is none.",
        resolve: ({ command }) => command,
      }),
      agent: t.field({
        type: AgentType,
        nullable: true,
        description: "The agent it is for.",
        resolve: ({ agent }) => agent,
      }),
      userErrors: t.field({
        type: [UserErrorType],
        description: "Why nothing was done; empty if it was.",
        resolve: ({ userErrors }) => userErrors,
      }),
    }),
  });
}

async function ask(
  kind: CommandKind,
  { agentId, reason, key }: Input,
  { reads, time }: Context,
): Promise<Payload> {
  const agent = agentOf(agentId) ?? null;
  const trader = TRADERS.find(({ id }) => id === agentId);
  const userErrors = [
    ...agentErrors(agentId, agent, trader),
    ...reasonErrors(reason),
    ...keyErrors(key),
  ];
  if (!trader || userErrors.length > 0) {
    return { command: null, agent, userErrors };
  }
  const asked = { kind, reason: reason.trim(), key, at: time.now() };
  const command = await reads.ask(trader, asked);
  if (command.kind === kind) return { command, agent, userErrors };
  const message = `Key ${key} has asked for ${command.kind} before`;
  return {
    command: null,
    agent,
    userErrors: [{ code: "KEY_TAKEN", message, field: "key" }],
  };
}

function agentErrors(
  id: string,
  agent: Agent | null,
  trader: Trader | undefined,
): UserError[] {
  if (trader) return [];
  const field = "agentId";
  if (agent) {
    const message = `${id} does not trade, so it has no trading state`;
    return [{ code: "AGENT_STATELESS", message, field }];
  }
  const known = TRADERS.map((one) => one.id).join(" and ");
  const message = `There is no agent ${JSON.stringify(id)}; ${known} trade`;
  return [{ code: "AGENT_UNKNOWN", message, field }];
}

function reasonErrors(reason: string): UserError[] {
  const field = "reason";
  const { length } = reason.trim();
  if (length === 0) {
    const message = "A reason must be given: it goes on record";
    return [{ code: "REASON_EMPTY", message, field }];
  }
  if (length <= REASON_MAX) return [];
  const message =
    `The reason has ${length} characters; ${REASON_MAX} go on record`;
  return [{ code: "REASON_TOO_LONG", message, field }];
}

function keyErrors(key: string): UserError[] {
  if (KEY.test(key)) return [];
  const message =
    `A key has 1 to 100 characters without spaces; this one has ${key.length}`;
  return [{ code: "KEY_INVALID", message, field: "key" }];
}
