/** What the operator may want of an agent: one mutation for each. @module */
import type { InputFieldBuilder } from "@pothos/core";
import type { Agent } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import { marketOf } from "../core/market/mod.ts";
import type { CommandKind } from "../core/trading/command.ts";
import { AgentType } from "./agent.ts";
import { agentOf } from "./agent_id.ts";
import { builder, type Context, type Types } from "./builder.ts";
import { CommandType } from "./command_type.ts";
import type { CommandRecord } from "./reads.ts";
import {
  agentErrors,
  keyErrors,
  REASON_MAX,
  reasonErrors,
  type UserError,
  UserErrorType,
} from "./user_error.ts";

interface Input {
  agentId: string;
  reason: string;
  key: string;
  /** Where it is about a security. */
  symbol?: string;
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

const OrphanAdoptInput = builder.inputType("OrphanAdoptInput", {
  description: "What `orphanAdopt` needs.",
  fields: (t) => ({
    ...inputFields(t),
    symbol: t.string({
      required: true,
      description: "The security whose shares are nobody's.",
    }),
  }),
});

builder.mutationField("orphanAdopt", (t) =>
  t.field({
    type: payloadOf("OrphanAdoptPayload", "orphanAdopt"),
    description:
      "Takes shares that lie at the venue and are not the agent's on as its position, at what the venue says they cost: it is then watched and protected as any other.",
    args: {
      input: t.arg({
        type: OrphanAdoptInput,
        required: true,
        description: "What is asked.",
      }),
    },
    resolve: (_, { input }, context) => ask("adopt", input, context),
  }));

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
    fields: (t) => inputFields(t),
  });
}

/** What every command needs. */
function inputFields(t: InputFieldBuilder<Types, "InputObject">) {
  return {
    agentId: t.id({ required: true, description: "Which agent." }),
    reason: t.string({
      required: true,
      description: `Why: it goes on record. At most ${REASON_MAX} characters.`,
    }),
    key: t.string({
      required: true,
      description:
        "The asker's own key, 1 to 100 characters: asked again with the same key, the first command is answered and nothing is done twice.",
    }),
  };
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
  { agentId, reason, key, symbol }: Input,
  { reads, time }: Context,
): Promise<Payload> {
  const agent = agentOf(agentId) ?? null;
  const trader = TRADERS.find(({ id }) => id === agentId);
  const subject = symbol === undefined || !trader
    ? null
    : marketOf(trader.market).symbolOf(symbol);
  const userErrors = [
    ...agentErrors(agentId, agent, trader),
    ...subject === undefined ? [symbolError(symbol)] : [],
    ...reasonErrors(reason),
    ...keyErrors(key),
  ];
  if (!trader || subject === undefined || userErrors.length > 0) {
    return { command: null, agent, userErrors };
  }
  const said = { kind, subject, reason: reason.trim(), key };
  const command = await reads.ask(trader, { ...said, at: time.now() });
  if (command.kind === kind && command.subject === subject) {
    return { command, agent, userErrors };
  }
  const about = command.subject === null ? "" : ` ${command.subject}`;
  const message = `Key ${key} has asked for ${command.kind}${about} before`;
  return {
    command: null,
    agent,
    userErrors: [{ code: "KEY_TAKEN", message, field: "key" }],
  };
}

function symbolError(symbol: unknown): UserError {
  const message = `${JSON.stringify(symbol)} is no symbol of that market`;
  return { code: "SYMBOL_INVALID", message, field: "symbol" };
}
