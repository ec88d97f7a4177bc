/** What a person should know, until they say that they do. @module */
import { z } from "zod";

export const AlertSeverity = z.enum(["info", "warning", "critical"])
  .meta({ title: "AlertSeverity" });
export type AlertSeverity = z.output<typeof AlertSeverity>;

export const Alert = z.object({
  severity: AlertSeverity,
  kind: z.string().max(50).describe("What it is about, in one word"),
  message: z.string(),
}).meta({ title: "Alert", description: "What a person should know" });
export type Alert = z.output<typeof Alert>;
