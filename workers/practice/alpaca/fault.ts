/** How Alpaca says no: a status, a code and a message. @module */

/** Thrown by whoever answers a request; it is the answer. */
export class AlpacaFault extends Error {
  override name = "AlpacaFault";

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    /** What else its JSON says. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** What `work` answers, or the fault that it throws, as an answer. */
export async function answerOf(
  work: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AlpacaFault)) throw error;
    return Response.json(bodyOfFault(error), { status: error.status });
  }
}

export function bodyOfFault({ code, message, fields }: AlpacaFault) {
  return { code, message, ...fields };
}

/** A request that is malformed, or an order id that was used before. */
export function malformed(message: string): AlpacaFault {
  return new AlpacaFault(422, 40010001, message);
}

/** A request that is well-formed and not possible. */
export function impossible(message: string, fields = {}): AlpacaFault {
  return new AlpacaFault(422, 42210000, message, fields);
}

/** More than the account may: buying power, shares to sell, trading with itself. */
export function forbidden(message: string, fields = {}): AlpacaFault {
  return new AlpacaFault(403, 40310000, message, fields);
}

export function notFound(message: string): AlpacaFault {
  return new AlpacaFault(404, 40410000, message);
}

export function unauthorized(): AlpacaFault {
  return new AlpacaFault(401, 40110000, "request is not authorized");
}

export function tooMany(): AlpacaFault {
  return new AlpacaFault(429, 42910000, "rate limit exceeded");
}

export function broken(): AlpacaFault {
  return new AlpacaFault(500, 50010000, "internal server error occurred");
}
