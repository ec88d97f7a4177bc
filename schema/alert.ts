/** Alerts: what a person should know. @module */
import { AlertRecord } from "../core/adapters/stores/read/alerts.ts";
import { agentIdArg, requireAgent } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { connected, connectionOf, pageArgs, pageOf } from "./connection.ts";
import { objectOf } from "./model.ts";

export const AlertType = objectOf(AlertRecord, {
  id: true,
  severity: "How much it matters.",
  kind: true,
  message: "What a person should know.",
  acknowledgedBy: true,
  recordedAt: true,
});

const AlertConnection = connectionOf("Alert", AlertType);

builder.queryField("alerts", (t) =>
  t.field({
    type: AlertConnection,
    nullable: true,
    description: "Alerts about one agent, acknowledged or not.",
    args: { ...agentIdArg("Whom they are about."), ...pageArgs("The newest") },
    resolve: async (_, { agentId, ...args }, { reads }) => {
      const page = pageOf(args);
      return connected(await reads.alerts(requireAgent(agentId), page), page);
    },
  }));
