import type { FieldDefinitionNode } from "graphql";
import { Kind } from "graphql";

import type { ProblemLog } from "../contract-problem.ts";
import type { FieldFetches } from "../field-fetches.ts";
import type { FieldFetchesOptions } from "../field-fetches.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";

/** Warns of lazy fields that cost nothing of their own: they come with their object, lazy or not. */
export function checkLazyUse(
  fetches: FieldFetches,
  { types, resolvers }: FieldFetchesOptions,
  problems: ProblemLog,
): void {
  const isDear = (typeName: string, fieldName: string): boolean =>
    resolvers.has(`${typeName}.${fieldName}`) ||
    (fetches.connectorsOf(typeName, fieldName).length > 0 &&
      fetches.isEverLeftOut(typeName, fieldName));

  for (const [typeName, type] of types.all) {
    for (const [fieldName, field] of type.fields) {
      const directive = field.directives?.find(({ name }) => name.value === "lazy");
      if (directive === undefined) continue;
      const holdsFor = typesWithField(type, field, types);
      if (holdsFor.length === 0 || holdsFor.some((name) => isDear(name, fieldName))) continue;
      problems.warn("LAZY_UNUSED", directive, {
        message: `A lazy field costs a call or a resolver of its own; "${typeName}.${fieldName}" is not lazy: it comes with its object.`,
        help: "Remove `@lazy`; or give the field a connector, and leave it out of the selections that bring its object.",
      });
    }
  }
}

/** The object types that what is said of a field holds for. */
function typesWithField(
  type: SchemaType,
  { name }: FieldDefinitionNode,
  types: SchemaTypes,
): readonly string[] {
  if (type.kind === Kind.OBJECT_TYPE_DEFINITION) return [type.name.value];
  return types
    .possibleTypes(type.name.value)
    .filter(
      ({ fields }) =>
        fields.get(name.value)?.directives?.some(({ name: own }) => own.value === "lazy") !== true,
    )
    .map((possible) => possible.name.value);
}
