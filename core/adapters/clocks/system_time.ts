/** Market time is the machine's: real markets. @module */
import type { Instant } from "../../time.ts";
import { sleep } from "../stores/deadline.ts";
import type { MarketTime } from "./market_time.ts";

export function systemTime(): MarketTime {
  let latest = 0;
  // A machine's clock may be set back; market time stands still meanwhile.
  const now = () => (latest = Math.max(latest, Date.now())) as Instant;
  return {
    now,
    speed: 1,
    wait: (at, signal) => sleep(at - now(), signal),
    close: () => undefined,
  };
}
