/** What the server answers to whoever means no good, and to whoever opens it in a browser. */
import assert from "node:assert/strict";
import { getIntrospectionQuery } from "graphql";
import { schemaTour } from "../api/tour.ts";
import { ask, type Json, serve, type Served } from "./api/served.ts";
import { ignore } from "./postgres.ts";

let served: Served;

function test(name: string, check: () => Promise<void>) {
  Deno.test({ name, ignore, fn: check });
}

Deno.test.beforeAll(async () => {
  if (!ignore) served = await serve();
});
Deno.test.afterAll(async () => {
  if (!ignore) await served.close();
});

const HALT = `mutation { agentHalt(input: { agentId: "dev_claude", reason: "x",
  key: "k" }) { command { id } } }`;
const JSON_TYPE = { "content-type": "application/json" };

/** Requests that are refused before anything is read, and how. */
const REFUSED: [
  what: string,
  request: RequestInit & { path?: string },
  status: number,
][] = [
  ["a mutation in a form", form({ query: HALT }), 415],
  [
    "a mutation as plain text",
    post(HALT, { "content-type": "text/plain" }),
    415,
  ],
  [
    "a mutation as application/graphql",
    post(HALT, { "content-type": "application/graphql" }),
    415,
  ],
  ["a multipart mutation", { method: "POST", body: multipart() }, 415],
  ["a mutation by GET", { path: `?query=${encodeURIComponent(HALT)}` }, 405],
  [
    "another site's page",
    post(asked("{ agents { id } }"), {
      ...JSON_TYPE,
      origin: "https://example.com",
    }),
    403,
  ],
  [
    "a page without an origin",
    post(asked("{ agents { id } }"), { ...JSON_TYPE, origin: "null" }),
    403,
  ],
  [
    "a batch",
    post(
      JSON.stringify([{ query: "{ agents { id } }" }, {
        query: "{ agents { id } }",
      }]),
      JSON_TYPE,
    ),
    400,
  ],
  [
    "a body beyond the limit",
    post(asked(`{ agents { id } } #${"x".repeat(100_000)}`), JSON_TYPE),
    413,
  ],
  ["a body that is no JSON", post("{", JSON_TYPE), 400],
  ["nothing", post("", JSON_TYPE), 400],
  ["DELETE", { method: "DELETE" }, 405],
  ["another address", { path: "/../nowhere" }, 404],
];

for (const [what, { path = "", ...request }, status] of REFUSED) {
  test(`${what} is answered with ${status}`, async () => {
    const response = await fetch(served.url + path, request);
    const text = await response.text();
    assert.equal(response.status, status, text);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.doesNotMatch(text, /\.ts:|node_modules/);
  });
}

test("nothing that was refused was done", async () => {
  assert.deepEqual(await served.books.books.commands(), []);
  assert.deepEqual(served.reported, []);
});

test("a name that was made to lead here is not answered for", async () => {
  const connection = await Deno.connect({
    hostname: "127.0.0.1",
    port: served.port,
  });
  const request = "GET /graphql?query={__typename} HTTP/1.1\r\n" +
    "host: evil.example\r\nconnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  assert.match(answer, /^HTTP\/1.1 421 /);
});

test("queries may be asked by GET, and from pages served here", async () => {
  const query = encodeURIComponent("{ agents { id } }");
  const { origin } = new URL(served.url);
  const response = await fetch(`${served.url}?query=${query}`, {
    headers: { origin },
  });
  assert.equal((await response.json()).data.agents.length, 3);
});

/** Documents that are too much, and in what. */
const TOO_MUCH: [document: string, because: RegExp][] = [
  [
    `{ ${many(21, (i) => `a${i}: marketTime { speed }`)} }`,
    /21 root fields, at most 20/,
  ],
  [
    `{ ...F } fragment F on Query { ${
      many(21, (i) => `a${i}: marketTime { speed }`)
    } }`,
    /21 root fields/,
  ],
  [
    `{ ${"agents { ".repeat(13)} id ${"}".repeat(13)} }`,
    /14 levels of fields, at most 12/,
  ],
  [
    `{ marketTime { ${many(51, (i) => `a${i}: speed`)} } }`,
    /51 aliases, at most 50/,
  ],
  [
    `{ marketTime { speed ${"@include(if: true) ".repeat(51)} } }`,
    /51 directives|can only be used once/,
  ],
  [
    `{ learnings { edges { node { agent { nextRuns { mode } } } } }
       ...A } ${doubling(30)}`,
    /fields to answer, at most 40000/,
  ],
  [
    `{ ${
      many(20, (i) =>
        `p${i}: positions(agentId: "dev_claude", first: 200) { edges { node { id symbol side quantity cost fees setup status openedAt closedAt } } }`)
    } }`,
    /fields to answer, at most 40000/,
  ],
  [`{ ${"a ".repeat(3_000)} }`, /contains more that 2000 tokens/],
  [
    "{ ...A } fragment A on Query { ...A }",
    /Cannot spread fragment "A" within itself/,
  ],
];

for (const [document, because] of TOO_MUCH) {
  test(`${document.slice(0, 40).replaceAll(/\s+/g, " ")}… is too much`, async () => {
    const { data, errors } = await ask(served, document);
    assert.equal(data, undefined);
    const messages = errors.map(({ message }: Json) => message).join("\n");
    assert.match(messages, because);
  });
}

test("introspection is answered within the limits", async () => {
  const { data, errors } = await ask(served, getIntrospectionQuery());
  assert.equal(errors, undefined);
  assert.equal(data.__schema.queryType.name, "Query");
});

test("the tour that GraphiQL begins with is answered without an error", async () => {
  const response = await fetch(served.url, {
    ...post(
      JSON.stringify({ query: schemaTour, operationName: "Overview" }),
      JSON_TYPE,
    ),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  assert.equal(data.agents.length, 3);
});

test("a browser gets a page that needs nothing from elsewhere", async () => {
  const response = await fetch(served.url, {
    headers: { accept: "text/html,*/*;q=0.8" },
  });
  const policy = response.headers.get("content-security-policy")!;
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /https?:|\*/);
  const page = await response.text();
  assert.match(page, /<title>Catalyst<\/title>/);
  assert.doesNotMatch(page, /<(script|link)[^>]+(src|href)="https?:/);
  assert.ok(page.includes("query Overview"));
});

test("a browser that opens the server itself is shown the way", async () => {
  const { origin } = new URL(served.url);
  const response = await fetch(origin, { redirect: "manual" });
  await response.body?.cancel();
  assert.equal(response.status, 302);
  assert.equal(response.headers.get("location"), "/graphql");
});

function asked(query: string): string {
  return JSON.stringify({ query });
}

function post(body: string, headers: HeadersInit): RequestInit {
  return { method: "POST", body, headers };
}

function form(fields: Record<string, string>): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields) };
}

function multipart(): FormData {
  const data = new FormData();
  data.set("operations", asked(HALT));
  return data;
}

function many(count: number, of: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => of(i)).join(" ");
}

/** Fragments of which each asks for the next one twice. */
function doubling(levels: number): string {
  return many(levels, (i) => {
    const name = i === 0 ? "A" : `A${i}`;
    const inner = i === levels - 1
      ? "marketTime { speed }"
      : `...A${i + 1} ...on Query { ...A${i + 1} }`;
    return `fragment ${name} on Query { ${inner} }`;
  });
}
