/** The schema as a promise: what is committed is what is served, and all of it is explained. */
import assert from "node:assert/strict";
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from "graphql";
import { printed, schema } from "../schema/mod.ts";

const COMMITTED = new URL("../schema/schema.graphql", import.meta.url);

Deno.test("schema.graphql is what the API serves: deno task schema writes it", () => {
  const committed = Deno.readTextFileSync(COMMITTED);
  assert.ok(
    committed === printed(),
    "schema.graphql differs from the schema: run deno task schema, and read the difference as a change of the API",
  );
});

const types = Object.values(schema.getTypeMap())
  .filter(({ name }) => !/^(__|String$|Int$|Float$|Boolean$|ID$)/.test(name));

Deno.test("every type, field, argument and enum value has a sentence", () => {
  const dumb = types.flatMap((type) => [...partsOf(type)])
    .filter(([, description]) => !/^[A-Z0-9].*[.!?]$/s.test(description ?? ""))
    .map(([name, description]) => `${name}: ${description}`);
  assert.deepEqual(dumb, []);
});

Deno.test("every enum word is written in upper case", () => {
  const words = types.filter(isEnumType)
    .flatMap((type) => type.getValues().map(({ name }) => name));
  assert.deepEqual(words.filter((word) => !/^[A-Z][A-Z0-9_]*$/.test(word)), []);
});

Deno.test("every connection is one as Relay has them", () => {
  const connections = types.filter(isObjectType)
    .filter(({ name }) => name.endsWith("Connection"));
  assert.ok(connections.length >= 6);
  for (const connection of connections) {
    const { edges, pageInfo } = connection.getFields();
    const node = connection.name.replace(/Connection$/, "");
    assert.equal(String(edges?.type), `[${node}Edge!]!`);
    assert.equal(String(pageInfo?.type), "PageInfo!");
  }
});

Deno.test("every mutation takes one input and answers with userErrors", () => {
  const mutations = Object.values(schema.getMutationType()!.getFields());
  assert.deepEqual(mutations.map(({ name }) => name).sort(), [
    "agentHalt",
    "agentResume",
    "alertAcknowledge",
    "orphanAdopt",
  ]);
  for (const { name, args, type } of mutations) {
    assert.deepEqual(args.map((arg) => arg.name), ["input"], name);
    const payload = schema.getType(String(type).replace("!", ""));
    assert.ok(isObjectType(payload));
    assert.equal(
      String(payload.getFields().userErrors?.type),
      "[UserError!]!",
      name,
    );
  }
});

function* partsOf(
  type: GraphQLNamedType,
): Generator<[string, string | null | undefined]> {
  yield [type.name, type.description];
  if (isEnumType(type)) {
    for (const value of type.getValues()) {
      yield [`${type.name}.${value.name}`, value.description];
    }
  }
  if (!isObjectType(type) && !isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const path = `${type.name}.${field.name}`;
    yield [path, field.description];
    for (const arg of "args" in field ? field.args : []) {
      yield [`${path}(${arg.name})`, arg.description];
    }
  }
}
