/** Dates along the foot of a chart: every so many days, months or years. @module */
import type { Instant } from "../../core/time.ts";

export interface DateTick {
  at: number;
  label: string;
}

type Step = { days: number } | { months: number } | { years: number };

/** From fine to coarse, each with its usual length in days. */
const STEPS: readonly [Step, number][] = [
  [{ days: 1 }, 1],
  [{ days: 2 }, 2],
  [{ days: 7 }, 7],
  [{ days: 14 }, 14],
  [{ months: 1 }, 30],
  [{ months: 2 }, 61],
  [{ months: 3 }, 91],
  [{ months: 6 }, 182],
  [{ years: 1 }, 365],
  [{ years: 2 }, 730],
  [{ years: 5 }, 1_826],
];
const DAY_MS = 86_400_000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** At most about `most` ticks, at local midnights within `from`–`to`. */
export function dateTicks(
  from: Instant,
  to: Instant,
  timezone: string,
  most: number,
): DateTick[] {
  const days = (to - from) / DAY_MS;
  const [step] = STEPS.find(([, length]) => days / length <= most) ??
    STEPS.at(-1)!;
  const ticks: DateTick[] = [];
  let year = 0;
  let date = startOf(step, dateOf(from, timezone));
  while (true) {
    const at = date.toZonedDateTime(timezone).epochMilliseconds;
    if (at > to) return ticks;
    if (at >= from) {
      ticks.push({ at, label: labelOf(step, date, date.year !== year) });
      year = date.year;
    }
    date = date.add(step);
  }
}

function dateOf(at: Instant, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone).toPlainDate();
}

/** Weeks start on Mondays, months on their first, and years in January. */
function startOf(step: Step, date: Temporal.PlainDate): Temporal.PlainDate {
  if ("years" in step) return date.with({ month: 1, day: 1 });
  if ("months" in step) {
    const month = date.month - (date.month - 1) % step.months;
    return date.with({ month, day: 1 });
  }
  return step.days < 7 ? date : date.subtract({ days: date.dayOfWeek - 1 });
}

/** Months name their year where it is new. */
function labelOf(step: Step, date: Temporal.PlainDate, news: boolean): string {
  const month = MONTHS[date.month - 1]!;
  if ("years" in step) return String(date.year);
  if ("days" in step) return `${date.day} ${month}`;
  return news ? `${month} ${date.year}` : month;
}
