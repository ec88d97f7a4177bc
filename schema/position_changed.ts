/** Each change of a position, as it is sealed into the journal. @module */
import { z } from "zod";
import { saidIn } from "../core/trading/journal.ts";
import { Position } from "../core/trading/position.ts";
import { requireTrader } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { keyOf } from "./connection.ts";
import { followArgs } from "./journal.ts";
import { type HeldPosition, PositionType } from "./position.ts";
import type { SealedRow } from "./reads.ts";

interface Change {
  row: SealedRow;
  position: HeldPosition;
}

const PositionChangedType = builder.objectRef<Change>("PositionChanged")
  .implement({
    description: "A position as it was from one change on.",
    fields: (t) => ({
      cursor: t.string({
        description: "Where to go on after this event.",
        resolve: ({ row }) => String(row.seq),
      }),
      at: t.field({
        type: "DateTime",
        description: "When it changed, in market time.",
        resolve: ({ row }) => row.at,
      }),
      position: t.field({
        type: PositionType,
        description:
          "The position as it was then; its monitor and adjustments are of now.",
        resolve: ({ position }) => position,
      }),
    }),
  });

builder.subscriptionField("positionChanged", (t) =>
  t.field({
    type: PositionChangedType,
    description: "Each position of one agent as it opens, changes or closes.",
    args: followArgs(),
    subscribe: (_, { agentId, after }, { reads }) =>
      reads.follow(
        requireTrader(agentId),
        keyOf(after),
        ({ kind }) => kind === "position",
      ),
    resolve: (row, { agentId }) => {
      const position = z.parse(Position, saidIn(row.kind, row.body));
      return { row, position: { ...position, agentId } };
    },
  }));
