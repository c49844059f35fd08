import { type Requirement, type Requirements, scopesInWords } from "../contract/requirements.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { CompleteFields, FieldPlan } from "./plan.ts";

/** What a caller has of what an operation asks for. */
export interface MetRequirements {
  /** Whether it is known who the caller is. */
  readonly isCallerKnown: boolean;
  readonly requirements: { readonly has: (requirement: Requirement) => boolean };
}

/** For plans that are only looked at. */
export const everythingMet: MetRequirements = {
  isCallerKnown: true,
  requirements: { has: () => true },
};

/**
 * What a caller may not see of an operation, while it is planned. All that asks for something is
 * refused, unless it is known that the caller has it.
 */
export class Refusals {
  readonly #requirements: Requirements;
  readonly #met: MetRequirements;

  constructor(requirements: Requirements, met: MetRequirements) {
    this.#requirements = requirements;
    this.#met = met;
  }

  isFieldRefused(typeName: string, fieldName: string): boolean {
    return this.#isLacking(this.#requirements.fields.get(`${typeName}.${fieldName}`));
  }

  /** Why a field is null; undefined where the caller may see it. */
  ofField(typeName: string, fieldName: string): GatewayError | undefined {
    const coordinate = `${typeName}.${fieldName}`;
    return this.#refusal(coordinate, this.#requirements.fields.get(coordinate));
  }

  /** Why an object of a type is null, where its field does not tell its type; undefined: it is not. */
  ofType(typeName: string): GatewayError | undefined {
    return this.#refusal(typeName, this.#requirements.types.get(typeName));
  }

  #isLacking(requirement: Requirement | undefined): requirement is Requirement {
    return requirement !== undefined && !this.#met.requirements.has(requirement);
  }

  #refusal(coordinate: string, requirement: Requirement | undefined): GatewayError | undefined {
    if (!this.#isLacking(requirement)) return undefined;
    return this.#met.isCallerKnown
      ? new GatewayError(
          "FORBIDDEN",
          `"${coordinate}" needs ${scopesInWords(requirement).join(", and ")}, and this caller does not have that.`,
        )
      : new GatewayError(
          "UNAUTHENTICATED",
          `"${coordinate}" is for callers who have proven who they are, and this one has not. Send credentials.`,
        );
  }
}

/** A field that the caller may not see, and why. */
export interface RefusedField {
  readonly field: FieldPlan;
  readonly error: GatewayError;
}

/** The completing of an object's fields, with those among them that the caller may not see: they fail. */
export function completeRefused(
  refused: readonly RefusedField[],
  complete: CompleteFields,
): CompleteFields {
  if (refused.length === 0) return complete;
  return (properties, answer, wave) => {
    for (const { field, error } of refused) wave.fail({ field, answer, indexes: undefined, error });
    complete(properties, answer, wave);
  };
}
