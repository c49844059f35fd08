import {
  GraphQLError,
  type GraphQLOutputType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

import { compileLeaf } from "./complete-leaf.ts";
import { unknownShape } from "./unknown-shape.ts";
import type {
  Answer,
  Complete,
  FieldPlan,
  ObjectPlan,
  Properties,
  StreamPlan,
  Wave,
} from "./plan.ts";

/** Compiles how a field's value of a type becomes its part of the answer. */
export function compileComplete(type: GraphQLOutputType, field: FieldPlan): Complete {
  if (isNonNullType(type)) {
    const complete = compileComplete(type.ofType, field);
    return (value, wave, answer, indexes) => {
      const completed = complete(value, wave, answer, indexes);
      if (completed !== null) return completed;
      throw new GraphQLError(
        `Cannot return null for non-nullable field ${field.object.type.name}.${field.name}.`,
      );
    };
  }
  if (isListType(type)) {
    const list = compileList(type.ofType, field);
    const isOutermost = getNullableType(field.type) === type;
    return field.stream === undefined || !isOutermost
      ? list
      : compileStream(type.ofType, field, field.stream);
  }
  if (isLeafType(type)) return compileLeaf(type);
  // A resolver's own objects may be anything. What a connector maps to is an object, or is wrong.
  const isAny = field.shape === unknownShape;
  const planOf = isObjectType(type)
    ? () => field.objectPlan(type)
    : (value: unknown) => field.objectPlanOf(value);
  return (value, wave) => {
    if (isAbsent(value)) return null;
    if (!isAny && (!hasProperties(value) || Array.isArray(value))) {
      throw new GraphQLError(
        `Expected an object for field "${field.object.type.name}.${field.name}", but found ${Array.isArray(value) ? "a list" : `a ${typeof value}`}.`,
      );
    }
    return completeObject(planOf(value), value, wave);
  };
}

/** Makes the answer for one object: what is inline now; the rest when its steps are done. */
export function completeObject(plan: ObjectPlan, value: unknown, wave: Wave): Answer {
  const answer = plan.newAnswer();
  plan.completeInline(propertiesOf(value), answer, wave);
  if (plan.hasSteps) wave.add(plan, answer, value);
  return answer;
}

/** Completes one field of one object from its value. */
export function completeField(field: FieldPlan, value: unknown, answer: Answer, wave: Wave): void {
  try {
    answer[field.responseKey] = field.complete(value, wave, answer, undefined);
  } catch (error) {
    wave.fail({ field, answer, indexes: undefined, error });
  }
}

/** The properties that fields are read from: none for anything but an object. */
export function propertiesOf(value: unknown): Properties {
  return hasProperties(value) ? value : noProperties;
}

function hasProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}

const noProperties: Properties = Object.freeze({});

function compileList(itemType: GraphQLOutputType, field: FieldPlan): Complete {
  const completeItem = compileComplete(itemType, field);
  const hasListItems = isListType(getNullableType(itemType));
  const { size } = field;
  return (value, wave, answer, indexes) => {
    if (isAbsent(value)) return null;
    const items = itemsOf(value, field);
    size.add(items.length);
    if (!wave.countItems(items.length)) return null;
    const completed: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      try {
        // Only lists in lists need to know where they are, and only they pay for it.
        const itemIndexes = hasListItems ? [...(indexes ?? []), index] : undefined;
        completed.push(completeItem(items[index], wave, answer, itemIndexes));
      } catch (error) {
        completed.push(null);
        wave.fail({ field, answer, indexes: [...(indexes ?? []), index], error });
      }
    }
    return completed;
  };
}

/** A list of which the first items are completed now, and the others apart from them. */
function compileStream(
  itemType: GraphQLOutputType,
  field: FieldPlan,
  { initialCount }: StreamPlan,
): Complete {
  const completeFirst = compileList(itemType, field);
  const completeItem = compileComplete(itemType, field);
  return (value, wave, answer) => {
    if (initialCount < 0) {
      throw new GraphQLError(
        `initialCount of @stream must not be negative, and it is ${initialCount} for field "${field.object.type.name}.${field.name}".`,
        { extensions: { code: "BAD_USER_INPUT" } },
      );
    }
    if (isAbsent(value)) return null;
    const items = itemsOf(value, field);
    field.size.add(items.length);
    const first = items.slice(0, initialCount);
    const completed = completeFirst(first, wave, answer, undefined);
    if (completed !== null && items.length > first.length) {
      wave.stream({ field, answer, items, count: first.length, completeItem });
    }
    return completed;
  };
}

function itemsOf(value: unknown, field: FieldPlan): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isIterable(value)) return [...value];
  throw new GraphQLError(
    `Expected Iterable, but did not find one for field "${field.object.type.name}.${field.name}".`,
  );
}

function isIterable(value: unknown): value is Iterable<unknown> {
  // A text is no list, though it is iterable.
  return typeof value === "object" && Symbol.iterator in Object(value);
}

/** Whether there is nothing to complete. An error that a resolver returned is thrown. */
function isAbsent(value: unknown): value is null | undefined {
  if (value === null || value === undefined) return true;
  if (value instanceof Error) throw value;
  return false;
}
