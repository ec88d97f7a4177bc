/** Lists that may be long, as Relay has them: edges with cursors, and whether more follow. @module */
import type { ObjectRef } from "@pothos/core";
import type { Listed, Page } from "./reads.ts";
import { badInput, builder, type Types } from "./builder.ts";

const FIRST = 50;
const FIRST_MAX = 200;

export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

const PageInfo = builder.objectRef<Connection<unknown>["pageInfo"]>("PageInfo")
  .implement({
    description: "Where a page stands in its list.",
    fields: (t) => ({
      hasNextPage: t.exposeBoolean("hasNextPage", {
        description: "Whether more follow after `endCursor`.",
      }),
      hasPreviousPage: t.exposeBoolean("hasPreviousPage", {
        description: "Whether it was asked for after a cursor.",
      }),
      startCursor: t.exposeString("startCursor", {
        nullable: true,
        description: "Cursor of the first edge; null on an empty page.",
      }),
      endCursor: t.exposeString("endCursor", {
        nullable: true,
        description: "Cursor of the last edge; null on an empty page.",
      }),
    }),
  });

/** The connection type of a node. */
export function connectionOf<T>(
  name: string,
  node: ObjectRef<Types, T>,
): ObjectRef<Types, Connection<T>> {
  const Edge = builder.objectRef<Connection<T>["edges"][number]>(`${name}Edge`)
    .implement({
      description: `One ${name} and its place in the list.`,
      fields: (t) => ({
        cursor: t.exposeString("cursor", {
          description: "Its place: stable, to be given back as it is.",
        }),
        node: t.field({
          type: node,
          description: `The ${name}.`,
          resolve: (edge) => edge.node as never,
        }),
      }),
    });
  return builder.objectRef<Connection<T>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        description: "What the page holds.",
        resolve: ({ edges }) => edges,
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: "Where the page stands in its list.",
        resolve: ({ pageInfo }) => pageInfo,
      }),
    }),
  });
}

export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** The arguments of every connection; `order` says what comes first. */
export function pageArgs(order: string) {
  return builder.args((t) => ({
    first: t.int({
      description:
        `How many at most, 1 to ${FIRST_MAX}; ${FIRST} unless told. ${order} first.`,
    }),
    after: t.string({
      description:
        "Cursor of the last edge of the page before; none begins the list.",
    }),
  }));
}

/** @throws {GraphQLError} If they ask for what is no page. */
export function pageOf({ first, after }: PageArgs): Page {
  const count = first ?? FIRST;
  if (count < 1 || count > FIRST_MAX) {
    throw badInput(
      `Cannot read a page of ${count}: first is 1 to ${FIRST_MAX}`,
    );
  }
  return { first: count, after: keyOf(after) };
}

/** The key a cursor stands for; null for none. @throws {GraphQLError} If it is no cursor. */
export function keyOf(cursor: string | null | undefined): number | null {
  if (cursor === null || cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw badInput(
    `Cannot go on after ${
      JSON.stringify(cursor.slice(0, 40))
    }: it is no cursor of this list`,
  );
}

export function connected<T>(
  { rows, more }: Listed<T>,
  { after }: Page,
): Connection<T> {
  const edges = rows.map(({ key, node }) => ({ cursor: String(key), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
