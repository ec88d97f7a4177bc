/** The GraphQL server: schema, context, limits, masking. No domain logic. @module */
import { type ExecutionResult, type GraphQLError, parse } from "graphql";
import { createYoga, type Plugin } from "graphql-yoga";
import type { Context } from "../schema/builder.ts";
import { schema } from "../schema/mod.ts";
import { maskedBy } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { graphiql } from "./graphiql.ts";
import { refusalOf, refuse } from "./guard.ts";
import { BODY_BYTES_MAX, TOKENS_MAX, withinLimits } from "./limits.ts";
import { eventStream } from "./sse.ts";

export const ENDPOINT = "/graphql";

export interface ServerOptions {
  /** The context of one request; a subscription's feed is handed to `following`. */
  contextOf(request: Request, following: (feed: Feed) => void): Context;
  /** What nobody expected: the asker hears only that it happened. */
  report(error: unknown): void;
}

/** Answers one request. Never throws, whatever it is asked. */
export function serverOf(
  { contextOf, report }: ServerOptions,
): (request: Request) => Promise<Response> {
  const feeds = new WeakMap<Request, Feed>();
  const maskError = maskedBy(report);
  const yoga = createYoga({
    schema,
    context: ({ request }) =>
      contextOf(request, (feed) => feeds.set(request, feed)),
    graphqlEndpoint: ENDPOINT,
    plugins: [limits(), streams(feeds, maskError)],
    maskedErrors: { maskError },
    maxRequestBodySize: BODY_BYTES_MAX,
    batching: false,
    cors: false,
    multipart: false,
    landingPage: false,
    graphiql: false,
    logging: false,
  });
  return async (request) => {
    const refusal = refusalOf(request);
    if (refusal) return refusal;
    const { pathname } = new URL(request.url);
    if (request.method === "GET" && pathname === "/") {
      return new Response(null, {
        status: 302,
        headers: { location: ENDPOINT },
      });
    }
    if (pathname === ENDPOINT && wantsPage(request)) return await graphiql();
    return await yoga.fetch(request);
  };
}

/** A browser that goes to the address itself asks for a page. */
function wantsPage({ method, headers, url }: Request): boolean {
  return method === "GET" && !new URL(url).searchParams.has("query") &&
    (headers.get("accept")?.includes("text/html") ?? false);
}

function limits(): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string) => parse(source, { maxTokens: TOKENS_MAX }));
    },
    onValidate({ addValidationRule }) {
      addValidationRule(withinLimits);
    },
  };
}

/** Subscriptions leave as our own event streams, or not at all. */
function streams(
  feeds: WeakMap<Request, Feed>,
  maskError: (error: unknown) => GraphQLError,
): Plugin {
  const fault = (error: Error) =>
    JSON.stringify({ errors: [maskError(error)] });
  const result = (one: ExecutionResult) => JSON.stringify(one);
  return {
    onResultProcess({ request, result: results, setResultProcessor }) {
      if (!isStream(results)) return;
      const feed = feeds.get(request);
      const accept = request.headers.get("accept") ?? "*/*";
      setResultProcessor(() => {
        if (feed && /text\/event-stream|\*\/\*/.test(accept)) {
          return eventStream(results, feed, { result, fault });
        }
        feed?.end();
        return refuse(
          406,
          "Cannot answer a subscription but as text/event-stream",
        );
      }, "text/event-stream");
    },
  };
}

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return Symbol.asyncIterator in Object(result);
}
