/** The journal: every change in the one order that all readers share. @module */
import { agentIdArg, requireAgent } from "./agent_id.ts";
import { builder } from "./builder.ts";
import {
  connected,
  connectionOf,
  keyOf,
  pageArgs,
  pageOf,
} from "./connection.ts";
import type { SealedRow } from "./reads.ts";

const JournalRowType = builder.objectRef<SealedRow>("JournalRow").implement({
  description: "One change, written with the change itself and sealed.",
  fields: (t) => ({
    seq: t.exposeInt("seq", {
      description: "Its place, from 1 without a gap; also its cursor.",
    }),
    agent: t.exposeString("agent", {
      description: "Who wrote it: an agent, or the operator.",
    }),
    fence: t.exposeInt("fence", {
      nullable: true,
      description:
        "Fence of the lease it was written under, where one is needed.",
    }),
    kind: t.exposeString("kind", {
      description: "What changed, e.g. order, fill, position, command.",
    }),
    subject: t.exposeString("subject", { description: "Id of what changed." }),
    at: t.field({
      type: "DateTime",
      description: "When, in market time.",
      resolve: ({ at }) => at,
    }),
    body: t.exposeString("body", {
      description:
        "It as it was from then on: canonical JSON, as it was hashed.",
    }),
  }),
});

const JournalConnection = connectionOf("JournalRow", JournalRowType);

builder.queryField("journal", (t) =>
  t.field({
    type: JournalConnection,
    nullable: true,
    description: "The sealed journal of one agent's database.",
    args: { ...agentIdArg("Whose journal."), ...pageArgs("The oldest") },
    resolve: async (_, { agentId, ...args }, { reads }) => {
      const page = pageOf(args);
      return connected(await reads.journal(requireAgent(agentId), page), page);
    },
  }));

/** The arguments of every subscription. */
export function followArgs() {
  return {
    ...agentIdArg("Whose changes."),
    ...builder.args((t) => ({
      after: t.string({
        description:
          "Cursor of the last event that was received: goes on from there, nothing missed, nothing twice. None begins with the next change.",
      }),
    })),
  };
}

builder.subscriptionField("journalAppended", (t) =>
  t.field({
    type: JournalRowType,
    description: "Each row of one agent's journal as it is sealed.",
    args: followArgs(),
    subscribe: (_, { agentId, after }, { reads }) =>
      reads.follow(requireAgent(agentId), keyOf(after), () => true),
    resolve: (row) => row,
  }));
