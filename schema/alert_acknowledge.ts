/** The operator takes note of an alert: told again only if it comes again. @module */
import { agentOf } from "./agent_id.ts";
import { AlertType } from "./alert.ts";
import { builder, type Context } from "./builder.ts";
import type { AlertRecord } from "./reads.ts";
import { type UserError, UserErrorType } from "./user_error.ts";

interface Input {
  agentId: string;
  alertId: string;
}

interface Payload {
  alert: AlertRecord | null;
  userErrors: UserError[];
}

const AlertAcknowledgeInput = builder.inputType("AlertAcknowledgeInput", {
  description: "What `alertAcknowledge` needs.",
  fields: (t) => ({
    agentId: t.id({ required: true, description: "Whom it is about." }),
    alertId: t.id({ required: true, description: "Which alert." }),
  }),
});

const AlertAcknowledgePayload = builder
  .objectRef<Payload>("AlertAcknowledgePayload").implement({
    description: "What `alertAcknowledge` did.",
    fields: (t) => ({
      alert: t.field({
        type: AlertType,
        nullable: true,
        description: "The alert as it now stands; null if there is none.",
        resolve: ({ alert }) => alert,
      }),
      userErrors: t.field({
        type: [UserErrorType],
        description: "Why nothing was done; empty if it was.",
        resolve: ({ userErrors }) => userErrors,
      }),
    }),
  });

builder.mutationField("alertAcknowledge", (t) =>
  t.field({
    type: AlertAcknowledgePayload,
    description:
      "Says that the operator knows of an alert. Again it changes nothing.",
    args: {
      input: t.arg({
        type: AlertAcknowledgeInput,
        required: true,
        description: "Which one.",
      }),
    },
    resolve: (_, { input }, context) => acknowledge(input, context),
  }));

async function acknowledge(
  { agentId, alertId }: Input,
  { reads }: Context,
): Promise<Payload> {
  const agent = agentOf(agentId);
  if (!agent) {
    const message = `There is no agent ${JSON.stringify(agentId)}`;
    return refused({ code: "AGENT_UNKNOWN", message, field: "agentId" });
  }
  const alert = /^\d{1,15}$/.test(alertId)
    ? await reads.acknowledge(agent, alertId)
    : undefined;
  if (alert) return { alert, userErrors: [] };
  const message = `There is no alert ${JSON.stringify(alertId)} of ${agentId}`;
  return refused({ code: "ALERT_UNKNOWN", message, field: "alertId" });
}

function refused(error: UserError): Payload {
  return { alert: null, userErrors: [error] };
}
