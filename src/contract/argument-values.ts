import type {
  ConstDirectiveNode,
  ConstObjectFieldNode,
  ConstValueNode,
  StringValueNode,
} from "graphql";
import { Kind } from "graphql";

/** The value of a directive's argument; undefined where it is absent or null. */
export function argumentOf(
  { arguments: args = [] }: ConstDirectiveNode,
  name: string,
): ConstValueNode | undefined {
  return presentValue(args, name);
}

/** The value of an input object's field; undefined where it is absent or null, or no object stands there. */
export function fieldOf(
  value: ConstValueNode | undefined,
  name: string,
): ConstValueNode | undefined {
  return value?.kind === Kind.OBJECT ? presentValue(value.fields, name) : undefined;
}

/** The value as a string literal; undefined where it is something else. */
export function stringOf(value: ConstValueNode | undefined): StringValueNode | undefined {
  return value?.kind === Kind.STRING ? value : undefined;
}

/**
 * The string literal that stands for a required argument of a sound directive.
 *
 * @throws Error where there is none: nobody has checked the directive.
 */
export function requiredString(value: ConstValueNode | undefined): StringValueNode {
  const node = stringOf(value);
  if (node === undefined) throw new Error("A required argument is missing, and nobody noticed.");
  return node;
}

/** The items of a list; a single value stands for a list of one, as GraphQL coerces it. */
export function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (value === undefined) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function presentValue(
  pairs: readonly Pick<ConstObjectFieldNode, "name" | "value">[],
  name: string,
): ConstValueNode | undefined {
  const value = pairs.find((pair) => pair.name.value === name)?.value;
  return value?.kind === Kind.NULL ? undefined : value;
}
