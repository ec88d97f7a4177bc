/** A listener to the API's events, as a program would be one. @module */
import type { Json } from "./served.ts";

export interface Event {
  event: string;
  id: string | null;
  data: Json;
}

export interface Listener {
  response: Response;
  /** The next event that is no ping; undefined once the stream is over. */
  next(): Promise<Event | undefined>;
  /** The next `count` events. */
  take(count: number): Promise<Event[]>;
  /** Cuts the line, as a process that dies does. */
  cut(): void;
}

const SILENCE_MS = 20_000;

/** Subscribes over HTTP; `headers` go with the request. */
export async function listen(
  { url }: { url: string },
  query: string,
  headers: Record<string, string> = {},
): Promise<Listener> {
  const gone = new AbortController();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ query }),
    signal: gone.signal,
  });
  const events = eventsOf(response);
  const next = async () => {
    // A stream that says nothing fails its test instead of hanging it.
    const late = setTimeout(() => gone.abort(), SILENCE_MS);
    const { value, done } = await events.next();
    clearTimeout(late);
    return done ? undefined : value;
  };
  return {
    response,
    next,
    async take(count) {
      const taken: Event[] = [];
      while (taken.length < count) {
        const event = await next();
        if (!event) throw new Error(`The stream ended after ${taken.length}`);
        taken.push(event);
      }
      return taken;
    },
    cut: () => gone.abort(),
  };
}

async function* eventsOf(response: Response): AsyncGenerator<Event, undefined> {
  let rest = "";
  for await (
    const text of response.body!.pipeThrough(new TextDecoderStream())
  ) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
  return undefined;
}

function eventOf(block: string): Event | undefined {
  const fields = new Map(
    block.split("\n").map((line) => {
      const [, name = "", value = ""] = /^(\w*): ?(.*)$/s.exec(line) ?? [];
      return [name, value];
    }),
  );
  const event = fields.get("event");
  if (!event) return; // a ping
  const data = fields.get("data");
  return {
    event,
    id: fields.get("id") ?? null,
    data: data ? JSON.parse(data) : null,
  };
}
