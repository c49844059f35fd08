import {
  type DocumentNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
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
  const possibleTypes = (
    type: GraphQLNamedType | undefined | null,
  ): readonly GraphQLObjectType[] => {
    if (isAbstractType(type)) return schema.getPossibleTypes(type);
    return isObjectType(type) ? [type] : [];
  };
  const typeInfo = new TypeInfo(schema);
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  visit(
    { ...document, definitions },
    visitWithTypeInfo(typeInfo, {
      Field({ name }) {
        for (const type of possibleTypes(typeInfo.getParentType())) {
          const coordinate = `${type.name}.${name.value}`;
          add(coordinate, requirements.fields.get(coordinate));
        }
        const type = getNamedType(typeInfo.getType());
        if (!isAbstractType(type)) return;
        for (const { name: possible } of possibleTypes(type)) {
          add(possible, requirements.types.get(possible));
        }
      },
    }),
  );
  return places;
}
