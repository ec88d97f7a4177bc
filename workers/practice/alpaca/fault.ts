/** How Alpaca says no: a status, a code and a message. @module */

/** Thrown by whoever answers a request; it is the answer. */
export class AlpacaFault extends Error {
  override name = "AlpacaFault";

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A request that is malformed, or an order id that was used before. */
export function malformed(message: string): AlpacaFault {
  return new AlpacaFault(422, 40010001, message);
}

/** A request that is well-formed and not possible. */
export function impossible(message: string): AlpacaFault {
  return new AlpacaFault(422, 42210000, message);
}

/** More than the account may: buying power, shares to sell. */
export function forbidden(message: string): AlpacaFault {
  return new AlpacaFault(403, 40310000, message);
}

export function notFound(message: string): AlpacaFault {
  return new AlpacaFault(404, 40410000, message);
}

export function unauthorized(): AlpacaFault {
  return new AlpacaFault(401, 40110000, "request is not authorized");
}
