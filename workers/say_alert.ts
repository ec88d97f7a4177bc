/** An alert on stderr: one line, once, whoever else is told of it. @module */
import type { Alert } from "../core/trading/alert.ts";

export function sayAlert({ severity, kind, message }: Alert): void {
  const line = message.replaceAll(/\s*\n\s*/g, " ");
  console.error(`ALERT ${severity} ${kind}: ${line}`);
}
