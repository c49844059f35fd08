import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";

import type { Contract } from "./contract.ts";
import { type ContractPart, withContract } from "./contract-words.ts";
import { FieldContracts } from "./describe-field.ts";
import { describeRequirement } from "./describe-requirement.ts";
import { TypeContracts } from "./describe-type.ts";
import type { DescriptionFacts } from "./description-facts.ts";

/**
 * Ends the description of each type and field that callers see with its contract in words. What
 * simply follows the contract of something else says nothing. The schema stays the same object: only
 * its descriptions change, and nobody has read them yet.
 */
export function describeContract(contract: Contract, facts: DescriptionFacts): void {
  const types = new TypeContracts(contract, facts);
  const fields = new FieldContracts(contract, { ...facts, typeContracts: types });
  for (const type of Object.values(contract.schema.getTypeMap())) {
    // GraphQL's own types are the same objects for every schema.
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    type.description = withContract(type.description, [
      ...needsOfType(type, contract),
      ...(isCompositeType(type) ? types.partsOf(type.name) : []),
    ]);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.description = withContract(field.description, [
        ...needsOfField(type, field, contract),
        ...fields.partsOf(type, field),
      ]);
    }
  }
}

function needsOfType(
  { name }: GraphQLNamedType,
  { requirements }: Contract,
): readonly ContractPart[] {
  const requirement = requirements.types.get(name);
  return requirement === undefined ? [] : [describeRequirement(requirement)];
}

/** What it takes to see a field, where its type, or the one that has it, does not say the same. */
function needsOfField(
  type: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  { requirements }: Contract,
): readonly ContractPart[] {
  const requirement = requirements.fields.get(`${type.name}.${field.name}`);
  const told = [type, getNamedType(field.type)].map(({ name }) => requirements.types.get(name));
  return requirement === undefined || told.includes(requirement)
    ? []
    : [describeRequirement(requirement)];
}
