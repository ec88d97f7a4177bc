/**
 * Turns zod models into GraphQL types, so that a field's type, nullability and
 * description are written once, in core. Which fields are public stays an
 * explicit list: the API is a promise, the model is not.
 *
 * @module
 */
import type { EnumRef, ObjectFieldsShape, ObjectRef } from "@pothos/core";
import { z } from "zod";
import { builder, type Types } from "./builder.ts";
import { wordsOf } from "./words.ts";

/**
 * A public field: its description, or true where the model has one, or also
 * the scalar it travels as where the model only knows text.
 */
type Field = true | string | { type: "Date"; description: string };

/** The GraphQL object for `model`: the listed fields plus any computed ones. */
export function objectOf<
  M extends z.ZodObject,
  Parent extends z.output<M> = z.output<M>,
>(
  model: M,
  fields: Partial<Record<keyof z.output<M> & string, Field>>,
  computed: ObjectFieldsShape<Types, Parent> = () => ({}),
): ObjectRef<Types, Parent> {
  const { title, description } = labelOf(model);
  if (!description) {
    throw new TypeError(`Cannot expose ${title}: say what it is`);
  }
  return builder.objectRef<Parent>(title).implement({
    description: sentence(description),
    fields: (t) => ({
      ...Object.fromEntries(
        Object.entries(fields as Record<string, Field>).map(([name, field]) => [
          name,
          t.field({
            ...fieldOf(`${title}.${name}`, name, model.shape[name], field),
            resolve: (parent) => parent[name as keyof Parent] as never,
          }),
        ]),
      ),
      ...computed(t),
    }),
  });
}

const enums = new Map<string, EnumRef<Types, string>>();

/** The GraphQL enum for `schema`; one for each title. Words are written in upper case. */
export function enumOf<Word extends string>(
  schema: z.ZodEnum<Record<Word, Word>>,
): EnumRef<Types, Word> {
  const { title } = labelOf(schema);
  const known = enums.get(title);
  if (known) return known as EnumRef<Types, Word>;
  const { description, words } = wordsOf(title, schema.options);
  const values = Object.fromEntries(
    schema.options.map((value) => [
      value.toUpperCase(),
      { value, description: words[value]! },
    ]),
  );
  const made = builder.enumType(title, { description, values });
  enums.set(title, made as EnumRef<Types, string>);
  return made as EnumRef<Types, Word>;
}

function fieldOf(
  path: string,
  name: string,
  schema: z.core.$ZodType | undefined,
  field: Field,
) {
  const nullable = schema instanceof z.ZodNullable;
  const inner = (nullable ? schema.unwrap() : schema) as z.ZodType;
  const own = field === true ? undefined : field;
  const told = typeof own === "object" ? own.description : own;
  const description = told ?? (schema as z.ZodType).description ??
    inner.description;
  if (!description) {
    throw new TypeError(`Cannot expose ${path}: say what it is`);
  }
  const type = typeof own === "object" ? own.type : typeOf(path, name, inner);
  return {
    type: type as never,
    // The builder's types want a literal; which one is only known here.
    nullable: nullable as false,
    description: sentence(description),
  };
}

function typeOf(path: string, name: string, schema: z.ZodType): unknown {
  if (/^id$|Id$/.test(name)) return "ID";
  if (schema instanceof z.ZodEnum) {
    return enumOf(schema as z.ZodEnum<Record<string, string>>);
  }
  if (schema instanceof z.ZodString) return "String";
  if (schema instanceof z.ZodBoolean) return "Boolean";
  if (schema instanceof z.ZodNumber) return schema.isInt ? "Int" : "Float";
  if (schema instanceof z.ZodArray) {
    return [typeOf(path, name, schema.element as z.ZodType)];
  }
  const { title } = schema.meta() ?? {};
  if (title) return title;
  throw new TypeError(`Cannot expose ${path}: GraphQL has no type for it`);
}

function labelOf(schema: z.ZodType): { title: string; description?: string } {
  const { title, description } = schema.meta() ?? {};
  if (!title) throw new TypeError("Cannot expose a model without a title");
  return { title, ...(description && { description }) };
}

/** Descriptions are whole sentences to whoever reads the schema. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
