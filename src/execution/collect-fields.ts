import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

import type { Refusals } from "./refusals.ts";
import type { DeferredFragment, FieldNodes, ObjectPlan, StreamPlan, Variables } from "./plan.ts";

/** What selections are read against: all of it is fixed for a plan. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The variables that directives of selections name. */
  readonly conditions: Variables;
  /** What the caller may not see: nothing is asked for it. */
  readonly refusals: Refusals;
}

/**
 * The fields selected on an object of a concrete type, by response key, in the order in which they
 * first stand (GraphQL specification, CollectFields). Field nodes with one response key are one
 * field, and their selections merge. What is deferred is among them.
 */
export function collectFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNodes> {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const collect = createCollect(context, type, {
    onField(responseKey, node) {
      const nodes = fields.get(responseKey);
      if (nodes === undefined) fields.set(responseKey, [node]);
      else nodes.push(node);
    },
    defer: () => undefined,
  });
  for (const { selections } of selectionSets) collect(selections, undefined);
  return fields;
}

/** A selected field, with the deferred fragments that its nodes stand in. */
export interface SelectedField {
  readonly nodes: FieldNodes;
  /** In the order of the nodes; undefined: in none. */
  readonly fragments: readonly (DeferredFragment | undefined)[] | undefined;
}

/** What is selected on an object: by a field that has it as value, or by the operation. */
export interface SelectedOn {
  readonly selectionSet: SelectionSetNode;
  /** The deferred fragment that it stands in. */
  readonly fragment: DeferredFragment | undefined;
}

/** The same for an answer in parts: tells what is deferred from what is not. */
export function collectSelected(
  context: SelectionContext,
  object: ObjectPlan,
  selected: readonly SelectedOn[],
): Map<string, SelectedField> {
  const fields = new Map<
    string,
    {
      readonly nodes: [FieldNode, ...FieldNode[]];
      readonly fragments: (DeferredFragment | undefined)[];
    }
  >();
  const collect = createCollect(context, object.type, {
    onField(responseKey, node, fragment) {
      const known = fields.get(responseKey);
      if (known === undefined) {
        fields.set(responseKey, { nodes: [node], fragments: [fragment] });
        return;
      }
      if (fragment === undefined && !known.fragments.includes(undefined)) {
        // Where it was deferred is not its place in the order of what is not.
        fields.delete(responseKey);
        fields.set(responseKey, known);
      }
      known.nodes.push(node);
      known.fragments.push(fragment);
    },
    defer(selection, parent) {
      const values = incrementalValues("defer", selection, context);
      return values && { label: labelOf(values), object, parent };
    },
  });
  for (const { selectionSet, fragment } of selected) collect(selectionSet.selections, fragment);
  return fields;
}

/** The selection sets of a field's nodes, with the deferred fragments that they stand in. */
export function selectedBy({ nodes, fragments }: SelectedField): SelectedOn[] {
  return nodes.flatMap(({ selectionSet }, index) =>
    selectionSet === undefined ? [] : [{ selectionSet, fragment: fragments?.[index] }],
  );
}

/**
 * How a field is streamed; undefined where it is not, or not everywhere alike. One that is selected
 * in deferred fragments as well as outside of them is not: its items would belong to both.
 */
export function streamOf(
  context: SelectionContext,
  { nodes, fragments = [] }: SelectedField,
): StreamPlan | undefined {
  const [first, ...others] = nodes.map((node) => {
    const values = incrementalValues("stream", node, context);
    return values && { label: labelOf(values), initialCount: Number(values["initialCount"]) };
  });
  const isAlike =
    others.every(
      (other) => other?.label === first?.label && other?.initialCount === first?.initialCount,
    ) && fragments.every((fragment) => fragment === fragments[0]);
  return isAlike ? first : undefined;
}

type Visit<Selection> = (
  selections: readonly Selection[],
  fragment: DeferredFragment | undefined,
) => void;

interface Collecting {
  readonly onField: (
    responseKey: string,
    node: FieldNode,
    fragment: DeferredFragment | undefined,
  ) => void;
  /** The fragment that a spread defers; undefined where it defers none. */
  readonly defer: (
    selection: Exclude<SelectionNode, FieldNode>,
    parent: DeferredFragment | undefined,
  ) => DeferredFragment | undefined;
}

function createCollect(
  context: SelectionContext,
  type: GraphQLObjectType,
  { onField, defer }: Collecting,
): Visit<SelectionNode> {
  const visited = new Set<string>();
  const deferredIn = new Map<DeferredFragment | undefined, Set<string>>();
  const collect: Visit<SelectionNode> = (selections, around) => {
    for (const selection of selections) {
      if (!isIncluded(selection, context.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        onField(selection.alias?.value ?? selection.name.value, selection, around);
        continue;
      }
      const deferred = defer(selection, around);
      // What is deferred may be selected without that as well. Twice deferred it is but once.
      const seen = deferred === undefined ? visited : setAt(deferredIn, around);
      const fragment = fragmentOf(selection, context.fragments, seen);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || applies(context.schema, condition, type)) {
        collect(fragment.selectionSet.selections, deferred ?? around);
      }
    }
  };
  return collect;
}

/** The selection sets of a field's nodes: what is asked of the objects in its value. */
export function selectionSetsOf(nodes: FieldNodes): SelectionSetNode[] {
  // v8 ignore next -- nobody asks for those of a field without
  return nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
}

function isIncluded(selection: SelectionNode, conditions: Variables): boolean {
  const skip = directiveValues(GraphQLSkipDirective, selection, conditions);
  if (skip?.["if"] === true) return false;
  const include = directiveValues(GraphQLIncludeDirective, selection, conditions);
  return include?.["if"] !== false;
}

/** The arguments of `@defer` or `@stream` as the schema defines it; undefined where it does not hold. */
function incrementalValues(
  name: "defer" | "stream",
  selection: SelectionNode,
  { schema, conditions }: SelectionContext,
): Variables | undefined {
  const values = directiveValues(schema.getDirective(name), selection, conditions);
  return values?.["if"] === false ? undefined : values;
}

function directiveValues(
  directive: GraphQLDirective | null | undefined,
  selection: SelectionNode,
  conditions: Variables,
): Variables | undefined {
  if (!directive || !selection.directives?.length) return undefined;
  return getDirectiveValues(directive, selection, conditions);
}

function setAt<Key>(sets: Map<Key, Set<string>>, key: Key): Set<string> {
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}

function labelOf({ label }: Variables): string | undefined {
  return typeof label === "string" ? label : undefined;
}

/** The fragment a selection spreads; undefined where a named one has been spread here before. */
function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  fragments: SelectionContext["fragments"],
  visited: Set<string>,
): Pick<InlineFragmentNode, "typeCondition" | "selectionSet"> | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const name = selection.name.value;
  if (visited.has(name)) return undefined;
  visited.add(name);
  return fragments.get(name);
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const abstractType = schema.getType(condition);
  return isAbstractType(abstractType) && schema.isSubType(abstractType, type);
}
