/** How much one document may ask: rules that run once per document, before anything is read. @module */
import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
} from "graphql";

export const TOKENS_MAX = 2_000;
export const BODY_BYTES_MAX = 100_000;
/** Levels of fields; the deepest useful query has half as many. */
const DEPTH_MAX = 12;
const ALIASES_MAX = 50;
/** Each may cost a statement. */
const ROOTS_MAX = 20;
/** Fields to be answered, those of a page times its size. */
const COST_MAX = 40_000;
const DIRECTIVES_MAX = 50;
/** A page whose size is told by a variable, or not at all. */
const PAGE = 50;

interface Size {
  /** Fields side by side. */
  width: number;
  depth: number;
  cost: number;
}

/** Refuses what is too deep, too wide or too dear, and says by how much. */
export const withinLimits: ValidationRule = (context) => ({
  Document(document: DocumentNode) {
    const refuse = (what: string, is: number, max: number) =>
      is > max && context.reportError(
        new GraphQLError(`Cannot answer: ${is} ${what}, at most ${max}`, {
          extensions: { code: "LIMIT_EXCEEDED" },
        }),
      );
    const counts = countsOf(document);
    refuse("aliases", counts.aliases, ALIASES_MAX);
    refuse("directives", counts.directives, DIRECTIVES_MAX);
    const sizeOf = measure(document);
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const { width, depth, cost } = sizeOf(definition.selectionSet);
      refuse("root fields", width, ROOTS_MAX);
      refuse("levels of fields", depth, DEPTH_MAX);
      refuse("fields to answer", cost, COST_MAX);
    }
  },
});

/** Size of a selection with its fragments, each of which is measured once. */
function measure(document: DocumentNode): (set: SelectionSetNode) => Size {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode =>
        one.kind === Kind.FRAGMENT_DEFINITION
      ).map((one) => [one.name.value, one]),
  );
  const known = new Map<string, Size>();
  const ofFragment = (name: string): Size => {
    const found = known.get(name);
    if (found) return found;
    known.set(name, NOTHING); // one that spreads itself is refused elsewhere
    const fragment = fragments.get(name);
    const size = fragment ? ofSet(fragment.selectionSet) : NOTHING;
    known.set(name, size);
    return size;
  };
  const ofSelection = (one: SelectionNode): Size => {
    if (one.kind === Kind.FRAGMENT_SPREAD) return ofFragment(one.name.value);
    if (one.kind === Kind.INLINE_FRAGMENT) return ofSet(one.selectionSet);
    // Introspection has limits of its own.
    if (!one.selectionSet || one.name.value.startsWith("__")) return FIELD;
    const inner = ofSet(one.selectionSet);
    const cost = 1 + pageOf(one) * inner.cost;
    return { width: 1, depth: inner.depth + 1, cost };
  };
  const ofSet = ({ selections }: SelectionSetNode): Size =>
    selections.map(ofSelection).reduce(
      (a, b) => ({
        width: a.width + b.width,
        depth: Math.max(a.depth, b.depth),
        cost: a.cost + b.cost,
      }),
      NOTHING,
    );
  return ofSet;
}

const NOTHING: Size = { width: 0, depth: 0, cost: 0 };
const FIELD: Size = { width: 1, depth: 1, cost: 1 };

/** How often what is selected inside is answered. */
function pageOf(field: SelectionNode & { kind: Kind.FIELD }): number {
  if (field.name.value === "pageInfo") return 1;
  const first = field.arguments?.find(({ name }) => name.value === "first");
  if (first?.value.kind === Kind.INT) return Number(first.value.value);
  const isList = first ||
    field.selectionSet?.selections.some((one) =>
      one.kind === Kind.FIELD && one.name.value === "edges"
    );
  return isList ? PAGE : 1;
}

function countsOf(document: DocumentNode) {
  const counts = { aliases: 0, directives: 0 };
  const visit = (node: ASTNode) => {
    if (node.kind === Kind.FIELD && node.alias) counts.aliases++;
    if ("directives" in node) counts.directives += node.directives?.length ?? 0;
    if ("selectionSet" in node && node.selectionSet) {
      node.selectionSet.selections.forEach(visit);
    }
  };
  document.definitions.forEach(visit);
  return counts;
}
