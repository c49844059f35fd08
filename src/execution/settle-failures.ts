import {
  type GraphQLError,
  type GraphQLOutputType,
  getNullableType,
  isListType,
  isNonNullType,
} from "graphql";

import { thrownBehind } from "../connectors/resolver-failure.ts";
import { fieldError } from "./field-error.ts";
import type { AnswerPath } from "./later-parts.ts";
import { isAnswer, LeadingFields } from "./leading-fields.ts";
import type { Answer, Failure, FieldPlan, ObjectPlan } from "./plan.ts";

/**
 * Finds the paths of all failures in an answer, and lets the nulls of non-null fields propagate to
 * the nearest field or list item that may be null (GraphQL specification, Handling Field Errors).
 *
 * Nothing on the way of an answer that succeeds keeps track of paths: they are looked up here, by
 * one walk that enters only the fields below which something failed.
 */
export function settleFailures(
  root: ObjectPlan,
  answer: Answer,
  failures: readonly Failure[],
): { readonly data: Answer | null; readonly errors: readonly GraphQLError[] } {
  const { isNulled, errors } = new FailureWalk(failures).settle(root, answer, []);
  return { data: isNulled ? null : answer, errors };
}

/** Settles failures in any of the parts that they are in. */
export class FailureWalk {
  #errors: GraphQLError[] = [];
  readonly #failuresOf = new Map<Answer, Failure[]>();
  readonly #leadingFields: LeadingFields;

  constructor(failures: readonly Failure[]) {
    for (const failure of failures) {
      const known = this.#failuresOf.get(failure.answer);
      if (known === undefined) this.#failuresOf.set(failure.answer, [failure]);
      else known.push(failure);
    }
    this.#leadingFields = new LeadingFields();
    for (const { field } of failures) this.#leadingFields.add(field.object);
  }

  /** Settles the failures of an object at a path; or of fields of it that come apart from the rest. */
  settle(
    plan: ObjectPlan,
    answer: Answer,
    path: AnswerPath,
  ): { readonly isNulled: boolean; readonly errors: readonly GraphQLError[] } {
    this.#errors = [];
    const isNulled = this.#object(plan, answer, path);
    return { isNulled, errors: this.#errors };
  }

  /** Notes the failures of an object and of all below it. Tells whether the object must become null. */
  #object(plan: ObjectPlan, answer: Answer, path: AnswerPath): boolean {
    let isNulled = false;
    for (const failure of this.#failuresOf.get(answer) ?? []) {
      const { field, indexes = [], error } = failure;
      if (field.object !== plan) continue;
      const failedPath = [...path, field.responseKey, ...indexes];
      this.#errors.push(fieldError(field, thrownBehind(error), failedPath));
      if (!putNull(answer, field, indexes)) isNulled = true;
    }
    for (const field of this.#leadingFields.of(plan)) {
      const value = answer[field.responseKey];
      const fieldPath = [...path, field.responseKey];
      if (!this.#value(field, field.type, { value, path: fieldPath })) continue;
      if (isNonNullType(field.type)) isNulled = true;
      else answer[field.responseKey] = null;
    }
    return isNulled;
  }

  /** The same for a field's value, or an item of it. */
  #value(
    field: FieldPlan,
    type: GraphQLOutputType,
    { value, path }: { readonly value: unknown; readonly path: AnswerPath },
  ): boolean {
    const nullableType = getNullableType(type);
    if (!isListType(nullableType)) {
      // An object belongs to one plan only: visiting it under the others finds nothing.
      return (
        isAnswer(value) &&
        [...field.objects.values()].some((plan) => this.#object(plan, value, path))
      );
    }
    if (!Array.isArray(value)) return false;
    const itemType: GraphQLOutputType = nullableType.ofType;
    let isNulled = false;
    for (const [index, item] of value.entries()) {
      if (!this.#value(field, itemType, { value: item, path: [...path, index] })) continue;
      if (isNonNullType(itemType)) isNulled = true;
      else value[index] = null;
    }
    return isNulled;
  }
}

/**
 * Puts null where a field, or an item of its lists, failed; or around it, where it must not be null.
 * Tells whether there was a place for it.
 */
function putNull(answer: Answer, field: FieldPlan, indexes: readonly number[]): boolean {
  if (putNullInside(answer[field.responseKey], field.type, indexes)) return true;
  if (isNonNullType(field.type)) return false;
  answer[field.responseKey] = null;
  return true;
}

function putNullInside(
  value: unknown,
  type: GraphQLOutputType,
  [index, ...rest]: readonly number[],
): boolean {
  const listType = getNullableType(type);
  if (index === undefined || !isListType(listType)) return false;
  // Another failure may have put a null here before: then nothing below it is left.
  if (!Array.isArray(value)) return true;
  const itemType: GraphQLOutputType = listType.ofType;
  if (putNullInside(value[index], itemType, rest)) return true;
  if (isNonNullType(itemType)) return false;
  value[index] = null;
  return true;
}
