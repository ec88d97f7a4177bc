/** An agent's link to its venue, with all that it heard. */
import type {
  LinkListener,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import type { Bar } from "../../core/market/bar.ts";
import type { OrderReport } from "../../core/trading/order.ts";

const PATIENCE_MS = 10_000;

export interface Heard<Link extends VenueLink = VenueLink> {
  link: Link;
  bars: [symbol: string, bar: Bar][];
  reports: OrderReport[];
  downs: string[];
  /** How often it came back. */
  ups(): number;
  /** Waits until a report is there that `wanted` accepts. */
  report(wanted: (report: OrderReport) => boolean): Promise<OrderReport>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a link and keeps what it tells. */
export async function hearing<Link extends VenueLink>(
  open: (listener: LinkListener) => Promise<Link>,
): Promise<Heard<Link>> {
  const bars: Heard["bars"] = [], downs: string[] = [];
  const reports: OrderReport[] = [];
  let news = 0, ups = 0;
  const link = await open({
    onBar: (...told) => bars.push(told),
    onNews: () => news++,
    onDown: (reason) => downs.push(reason),
    onUp: () => ups++,
  });
  return {
    link,
    bars,
    reports,
    downs,
    ups: () => ups,
    async report(wanted) {
      await until(() => news > 0 && reports.some(wanted), async () => {
        reports.push(...await link.broker.reports());
      });
      return reports.find(wanted)!;
    },
    [Symbol.asyncDispose]: () => link.close(),
  };
}

/** Looks again and again, for a bounded time. */
export async function until(
  there: () => boolean,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (await look(), !there()) {
    if (performance.now() > deadline) throw new Error("It did not come");
    await new Promise((done) => setTimeout(done, 5));
  }
}
