import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

import type { RandomGuards } from "./random-guards.ts";

/** The same operation without what its caller may not see: as if nobody had selected it. */
export function withoutRefused(
  document: DocumentNode,
  schema: GraphQLSchema,
  { isFieldRefused, isTypeRefused }: RandomGuards,
): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: {
        leave(field): FieldNode | InlineFragmentNode | null | undefined {
          const name = field.name.value;
          const parent = typeInfo.getParentType();
          if (name === "__typename" || !parent) return undefined;
          if (!isAbstractType(parent)) return isFieldRefused(parent.name, name) ? null : undefined;
          // It may be refused of some types, and not of others.
          const selections = schema
            .getPossibleTypes(parent)
            .filter((type) => !isFieldRefused(type.name, name))
            .map((type) => on(type.name, [field]));
          return selections.length === 0
            ? null
            : { kind: Kind.INLINE_FRAGMENT, selectionSet: set(selections) };
        },
      },
      InlineFragment: {
        leave: ({ typeCondition }) =>
          typeCondition !== undefined && isTypeRefused(typeCondition.name.value) ? null : undefined,
      },
      FragmentDefinition: {
        leave: (fragment) =>
          isTypeRefused(fragment.typeCondition.name.value)
            ? { ...fragment, selectionSet: set([]) }
            : undefined,
      },
      SelectionSet: { leave: ({ selections }) => set(selections) },
    }),
  );
}

function on(typeName: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: set(selections),
  };
}

/** Never empty: what selects nothing asks for the name of the type, which costs nothing. */
function set(selections: readonly SelectionNode[]): SelectionSetNode {
  const name = { kind: Kind.NAME, value: "__typename" } as const;
  return {
    kind: Kind.SELECTION_SET,
    selections: selections.length === 0 ? [{ kind: Kind.FIELD, name }] : selections,
  };
}
