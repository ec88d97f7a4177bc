/** What keeps the ecosystem from starting and a person can mend. @module */

/** Its message is one clear line for the person at the terminal. */
export class StartError extends Error {
  override name = "StartError";
}
