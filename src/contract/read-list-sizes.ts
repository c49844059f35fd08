import type { ConstDirectiveNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, itemsOf, requiredString } from "./argument-values.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import type { ListSizeDeclaration } from "./list-size.ts";
import type { SchemaType } from "./schema-types.ts";

/**
 * Reads `@listSize` by coordinate ("Query.posts"). What a field of an interface says holds for the
 * fields of its types that say nothing themselves.
 */
export function readListSizes({
  types,
  soundDirectives,
}: Pick<LinkedSchema, "types" | "soundDirectives">): ReadonlyMap<string, ListSizeDeclaration> {
  const declared = (type: SchemaType | undefined, fieldName: string) =>
    type?.fields
      .get(fieldName)
      ?.directives?.find((it) => it.name.value === "listSize" && soundDirectives.has(it));
  const sizes = new Map<string, ListSizeDeclaration>();
  for (const [typeName, type] of types.all) {
    const places = [type, ...type.interfaces.map(({ name }) => types.get(name.value))];
    for (const fieldName of type.fields.keys()) {
      const directive = places.map((it) => declared(it, fieldName)).find((it) => it !== undefined);
      if (directive !== undefined) sizes.set(`${typeName}.${fieldName}`, readListSize(directive));
    }
  }
  return sizes;
}

function readListSize(directive: ConstDirectiveNode): ListSizeDeclaration {
  const texts = (name: string): readonly string[] =>
    itemsOf(argumentOf(directive, name)).map((item) => requiredString(item).value);
  const assumed = argumentOf(directive, "assumedSize");
  const requiresOne = argumentOf(directive, "requireOneSlicingArgument");
  return {
    assumedSize: assumed?.kind === Kind.INT ? Number(assumed.value) : undefined,
    slicingArguments: texts("slicingArguments"),
    sizedFields: texts("sizedFields"),
    requiresOneSlicingArgument: requiresOne?.kind !== Kind.BOOLEAN || requiresOne.value,
  };
}
