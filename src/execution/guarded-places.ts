import {
  type DocumentNode,
  getNamedType,
  type GraphQLNamedType,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

import type { Contract } from "../contract/contract.ts";
import type { Requirement } from "../contract/requirements.ts";

/**
 * What an operation may come by that not everybody may see: fields ("User.email") and types, with what
 * it takes. What is skipped, and what objects turn out not to be, is among it.
 */
export function guardedPlaces(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  { schema, requirements }: Pick<Contract, "schema" | "requirements">,
): ReadonlyMap<string, Requirement> {
  const places = new Map<string, Requirement>();
  // Most schemas guard nothing: then nothing is looked through.
  if (requirements.fields.size === 0 && requirements.types.size === 0) return places;
  const add = (place: string, requirement: Requirement | undefined): void => {
    if (requirement !== undefined) places.set(place, requirement);
  };
  const possibleTypes = (type: GraphQLNamedType): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  const typeInfo = new TypeInfo(schema);
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  visit(
    { ...document, definitions },
    visitWithTypeInfo(typeInfo, {
      Field({ name }) {
        const parent = typeInfo.getParentType();
        const returned = getNamedType(typeInfo.getType());
        // v8 ignore next -- validation lets no field through that there is not
        if (!parent || !returned) return;
        for (const type of possibleTypes(parent)) {
          const coordinate = `${type.name}.${name.value}`;
          add(coordinate, requirements.fields.get(coordinate));
        }
        // What a field says for itself has its one type in it; others are told by the value.
        if (!isAbstractType(returned)) return;
        for (const type of possibleTypes(returned))
          add(type.name, requirements.types.get(type.name));
      },
    }),
  );
  return places;
}
