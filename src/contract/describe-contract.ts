import { isCompositeType, isIntrospectionType, isUnionType } from "graphql";

import type { Contract } from "./contract.ts";
import { withContract } from "./contract-words.ts";
import { FieldContracts } from "./describe-field.ts";
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
    if (!isCompositeType(type) || isIntrospectionType(type)) continue;
    type.description = withContract(type.description, types.partsOf(type.name));
    if (isUnionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.description = withContract(field.description, fields.partsOf(type, field));
    }
  }
}
