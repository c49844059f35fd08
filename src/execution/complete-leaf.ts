import { GraphQLError, type GraphQLLeafType } from "graphql";

import type { Complete } from "./plan.ts";

/**
 * Compiles the coercion of a scalar's or enum's values. The rules are graphql-js's; the common case
 * of each built-in scalar is decided here first, and integers beyond 2^53 keep their digits.
 */
export function compileLeaf(type: GraphQLLeafType): Complete {
  const fast = commonCase(type.name);
  return (value, wave) => {
    if (value === null || value === undefined) return null;
    const common = fast(value);
    const completed = common === undefined ? serialize(type, value) : common;
    if (typeof completed === "string") wave.countText(completed.length);
    else if (typeof completed === "object") wave.countText(textLengthOf(completed));
    return completed;
  };
}

/** The coercion of what a built-in scalar nearly always gets; undefined: not one of those cases. */
function commonCase(typeName: string): (value: unknown) => unknown {
  switch (typeName) {
    case "String":
      return (value) => {
        if (typeof value === "string") return value;
        return typeof value === "bigint" ? value.toString() : undefined;
      };
    case "ID":
      return (value) => {
        if (typeof value === "string") return value;
        if (typeof value === "number" && Number.isInteger(value)) return value.toString();
        return typeof value === "bigint" ? value.toString() : undefined;
      };
    case "Int":
      // `| 0` keeps exactly the integers of 32 bits.
      return (value) => (typeof value === "number" && (value | 0) === value ? value : undefined);
    case "Float":
      return (value) => {
        if (typeof value === "bigint") return Number(value);
        return typeof value === "number" && Number.isFinite(value) ? value : undefined;
      };
    case "Boolean":
      return (value) => (typeof value === "boolean" ? value : undefined);
    default:
      return () => undefined;
  }
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  if (value instanceof Error) throw value;
  // Deeper JSON would overflow the stack when the whole answer is written.
  if (isDeeperThan(maxScalarDepth, value)) {
    throw new GraphQLError(
      `A value of ${type.name} may be nested ${maxScalarDepth} levels deep, and this one is deeper.`,
    );
  }
  const serialized: unknown = type.serialize(value);
  if (serialized !== null && serialized !== undefined) return serialized;
  throw new GraphQLError(
    `Expected \`${type.name}.serialize(${String(value)})\` to return non-nullable value, returned: ${String(serialized)}`,
  );
}

const maxScalarDepth = 500;

/** The characters of all texts in a value of a scalar that may be anything, keys included. */
function textLengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLengthOf(item), 0);
  let length = 0;
  for (const [key, inner] of Object.entries(value)) length += key.length + textLengthOf(inner);
  return length;
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}
