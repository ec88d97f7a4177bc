/** How requests go wrong where the venue is told to misbehave. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import { type Instant, MINUTE_MS, plus } from "../../../core/time.ts";
import { Bell } from "../bell.ts";
import type { Floor } from "../floor.ts";
import { answerOf, broken, tooMany, unauthorized } from "./fault.ts";

/** How long after it was given up a late request is done, in market time. */
const LATE_MS = 2 * MINUTE_MS;

type Work = () => Promise<Response>;

interface Late {
  dueAt: Instant;
  work: Work;
}

/** Reads fail by `read_fails` alone, so that a fault of orders is none of theirs. */
export class Trouble {
  readonly #floor: Floor;
  readonly #mischief: Mischief;
  readonly #holdMs: number;
  readonly #closed = new AbortController();
  readonly #deaf: () => void;
  readonly #late: Late[] = [];
  #failedReads = 0;

  /** @param holdMs How long a request hangs that is not answered, in machine time. */
  constructor(floor: Floor, mischief: Mischief, holdMs: number) {
    this.#floor = floor;
    this.#mischief = mischief;
    this.#holdMs = holdMs;
    this.#deaf = floor.listen({ onBars: () => this.#doLate() });
  }

  /** Does `work` for a request, or not, and answers what it answers, or not. */
  async answer({ method, signal }: Request, work: Work): Promise<Response> {
    this.#doLate();
    return method === "GET"
      ? await this.#read(signal, work)
      : await this.#change(signal, work);
  }

  close(): void {
    this.#deaf();
    this.#closed.abort();
  }

  /** By turns not allowed, broken, and silent. */
  async #read(signal: AbortSignal, work: Work): Promise<Response> {
    if (!this.#mischief.happens("read_fails")) return await work();
    switch (this.#failedReads++ % 3) {
      case 0:
        return await refused(unauthorized());
      case 1:
        return await refused(broken());
      default:
        return await this.#silence(signal);
    }
  }

  async #change(signal: AbortSignal, work: Work): Promise<Response> {
    const mischief = this.#mischief;
    if (mischief.happens("http_429")) return await refused(tooMany());
    if (mischief.happens("http_500")) return await refused(broken());
    if (mischief.happens("lost_request")) return await this.#silence(signal);
    if (mischief.happens("late_arrival")) {
      const answer = await this.#silence(signal);
      // Counted from here, or it would be there before it is looked for.
      this.#late.push({ dueAt: plus(this.#floor.now(), LATE_MS), work });
      return answer;
    }
    const answer = await work();
    if (!answer.ok) return answer;
    if (mischief.happens("late_ack")) await this.#nextMinute(signal);
    if (mischief.happens("http_500_done")) return await refused(broken());
    if (!mischief.happens("lost_ack")) return answer;
    // A good answer without a body has nothing that could be cut.
    return answer.body ? await cut(answer) : await this.#silence(signal);
  }

  /** What a proxy says in the end, should anybody still be there. */
  async #silence(signal: AbortSignal): Promise<Response> {
    await this.#wait(new Bell(), signal);
    return new Response("upstream request timeout", { status: 504 });
  }

  async #nextMinute(signal: AbortSignal): Promise<void> {
    const bell = new Bell();
    const deaf = this.#floor.listen({ onBars: () => bell.ring() });
    await this.#wait(bell, signal);
    deaf();
  }

  async #wait(bell: Bell, signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    await bell.wait(this.#holdMs, ended);
  }

  #doLate(): void {
    while (this.#late[0] && this.#late[0].dueAt <= this.#floor.now()) {
      // Nobody is there to answer; what fails here is our fault and must show.
      void this.#late.shift()!.work();
    }
  }
}

function refused(fault: Error): Promise<Response> {
  return answerOf(() => {
    throw fault;
  });
}

/** Promises its whole length, and ends in the middle. */
async function cut(answer: Response): Promise<Response> {
  const bytes = await answer.bytes();
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length / 2));
      controller.close();
    },
  });
  const headers = new Headers(answer.headers);
  headers.set("content-length", String(bytes.length));
  return new Response(half, { status: answer.status, headers });
}
