/** The page to try the API on: all of it from here, so it also works without the internet. @module */
import { schemaTour } from "./tour.ts";

/** Nothing from elsewhere: the page is its own script, style and workers. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "worker-src blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-encoding": "gzip",
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};
const SLICE = 65_536;
/** The page is as large as the window; its own style leaves that to chance. */
const FITTED =
  "<style>html, body { height: 100%; margin: 0; overflow: hidden; }</style>";

let packed: Promise<Uint8Array<ArrayBuffer>> | undefined;

/** 9 MB of script: made and packed when it is first asked for. */
export async function graphiql(): Promise<Response> {
  packed ??= pack();
  return new Response(await packed, { headers: HEADERS });
}

/** Slice by slice: whole copies would take more memory than all of the API. */
async function pack(): Promise<Uint8Array<ArrayBuffer>> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const page = renderGraphiQL({ title: "Catalyst", defaultQuery: schemaTour });
  const stream = ReadableStream.from(slices(page))
    .pipeThrough(new TextEncoderStream())
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

function* slices(page: string): Generator<string> {
  for (let at = 0; at < page.length; at += SLICE) {
    yield page.slice(at, at + SLICE);
  }
  yield FITTED;
}
