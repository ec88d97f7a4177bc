/** One after the other, and nothing after a failure. @module */

/**
 * Runs what it is given in order, each once the one before is done. After one
 * has failed the state is not known any more: all others fail with its error.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn;
    return turn;
  }
}
