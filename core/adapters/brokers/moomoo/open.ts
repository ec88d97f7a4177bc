/** Opens the link of one agent, or of `kill`, to a paper account behind Moomoo's OpenD. @module */
import type { Market } from "../../../market/market.ts";
import type { Liquidator } from "../../../ports.ts";
import type { Instant } from "../../../time.ts";
import type { LinkListener } from "../link.ts";
import { PaperAccount } from "./account.ts";
import { asked } from "./asked.ts";
import { dialing, type OpenDAddress, placeOf } from "./dial.ts";
import { Line } from "./line.ts";
import { MoomooLiquidator } from "./liquidator.ts";
import { MoomooLink } from "./moomoo_link.ts";

export interface MoomooOptions extends OpenDAddress {
  /** Hong Kong; another is refused. */
  market: Market;
  listener: LinkListener;
  /** Market time. */
  now: () => Instant;
  /** Market time per machine time; 1 but in practice. */
  speed: number;
}

export interface OpenLiquidator {
  liquidator: Liquidator;
  /** Leaves no socket and no timer behind. */
  close(): Promise<void>;
}

/**
 * Logs in, takes the paper account and reads its orders of today, so that a
 * wrong port or account is known at once. Once open it never ends by itself.
 *
 * @throws {RangeError} If the market is not Hong Kong.
 * @throws {BrokerUnavailable} If OpenD is not there, cannot be used, or has no
 * paper account; it says what a person must do about it.
 */
export async function openMoomoo(
  options: MoomooOptions,
): Promise<MoomooLink> {
  refuseOthers(options.market);
  const link = new MoomooLink(options);
  await link.open();
  return link;
}

/**
 * Without bars, pushes and clock: no more than what ends positions.
 *
 * @throws {RangeError} If the market is not Hong Kong.
 * @throws {BrokerUnavailable} As `openMoomoo`.
 */
export async function openMoomooLiquidator(
  options: OpenDAddress & { market: Market; speed?: number },
): Promise<OpenLiquidator> {
  const { market, speed = 1 } = options;
  refuseOthers(market);
  const account = new PaperAccount();
  const line = new Line({
    dial: dialing(options),
    speed,
    greet: (client) => account.take(client),
    renew: () => Promise.resolve(),
    onPush: () => undefined,
    onUnreadable: () => undefined,
    onDown: () => undefined,
    onUp: () => undefined,
  });
  try {
    await asked(`log in on ${placeOf(options)}`, () => line.open());
  } catch (error) {
    await line.close();
    throw error;
  }
  const liquidator = new MoomooLiquidator(line, account, market);
  return { liquidator, close: () => line.close() };
}

function refuseOthers({ id }: Market): void {
  if (id === "HKEX") return;
  throw new RangeError(`Cannot open Moomoo: market ${id} is not HKEX`);
}
