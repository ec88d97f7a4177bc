/** A flag that counts something. */
import { fail } from "../../workers/arguments.ts";

export function wholeFlag(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  fail(`Cannot use --${name} "${text}": give a whole number, such as 100`);
}
