import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
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

import type { FieldNodes, Variables } from "./plan.ts";

/** What selections are read against: all of it is fixed for a plan. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The variables that `@skip` and `@include` name. */
  readonly conditions: Variables;
}

/**
 * The fields selected on an object of a concrete type, by response key, in the order in which they
 * first stand (GraphQL specification, CollectFields). Field nodes with one response key are one
 * field, and their selections merge.
 */
export function collectFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNodes> {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const visited = new Set<string>();
  const collect = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (!isIncluded(selection, context.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const responseKey = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(responseKey);
        if (nodes === undefined) fields.set(responseKey, [selection]);
        else nodes.push(selection);
        continue;
      }
      const fragment = fragmentOf(selection, context.fragments, visited);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || applies(context.schema, condition, type)) {
        collect(fragment.selectionSet.selections);
      }
    }
  };
  for (const { selections } of selectionSets) collect(selections);
  return fields;
}

/** The selection sets of a field's nodes: what is asked of the objects in its value. */
export function selectionSetsOf(nodes: FieldNodes): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
}

function isIncluded(selection: SelectionNode, conditions: Variables): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, conditions);
  if (skip?.["if"] === true) return false;
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, conditions);
  return include?.["if"] !== false;
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
