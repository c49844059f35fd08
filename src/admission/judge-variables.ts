import type { GraphQLError } from "graphql";

import type { VariableSize } from "./document-measure.ts";
import { limitExceeded } from "./limit-exceeded.ts";
import type { QueryLimits } from "./query-limits.ts";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Why an operation may not be run with these variables; undefined where it may. Without recursion:
 * they may be as deep as a client likes.
 *
 * @param sizes where variables of the document say how long a list will be.
 */
export function judgeVariables(
  variables: Variables,
  { sizes, limits }: { readonly sizes: readonly VariableSize[]; readonly limits: QueryLimits },
): GraphQLError | undefined {
  for (const { variable, path, node } of sizes) {
    const size = numberAt(
      Object.hasOwn(variables, variable) ? variables[variable] : undefined,
      path,
    );
    if (size <= limits.listSize) continue;
    return limitExceeded("LIST_TOO_LONG", {
      setting: "limits.listSize",
      limit: limits.listSize,
      found: Number(size),
      message: `A list may be asked for with ${limits.listSize} items, and the variable $${variable} asks for ${size}. Ask for fewer at a time.`,
      node,
    });
  }
  let found = 0;
  for (const name in variables) {
    const value = variables[name];
    found += 1;
    // Nearly all are no more than a word or a number.
    const isOne = typeof value !== "object" || value === null;
    if (!isOne || found > limits.variableValues) return judgeValues(variables, limits);
  }
  return undefined;
}

function judgeValues(variables: Variables, limits: QueryLimits): GraphQLError | undefined {
  let found = 0;
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 0; level.length > 0; depth++) {
    found += level.length;
    if (found > limits.variableValues) return tooMany(limits, found);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      if (depth === limits.variableDepth) return tooDeep(limits);
      const inner = Array.isArray(value) ? value : Object.values(value);
      if (Array.isArray(value) && value.length > limits.listSize) return tooLong(limits, value);
      for (const item of inner) below.push(item);
    }
    level = below;
  }
  return undefined;
}

/** The greatest number there, where it may be in several items; 0 for what is none. */
function numberAt(value: unknown, path: readonly string[]): number | bigint {
  if (typeof value === "number" || typeof value === "bigint") return path.length === 0 ? value : 0;
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return 0;
  return numberAt(Object.getOwnPropertyDescriptor(value, first)?.value, rest);
}

function tooLong({ listSize }: QueryLimits, list: readonly unknown[]): GraphQLError {
  return limitExceeded("LIST_TOO_LONG", {
    setting: "limits.listSize",
    limit: listSize,
    found: list.length,
    message: `A list in variables may have ${listSize} items, and one has ${list.length}. Send fewer at a time.`,
  });
}

function tooDeep({ variableDepth }: QueryLimits): GraphQLError {
  return limitExceeded("VARIABLES_TOO_DEEP", {
    setting: "limits.variableDepth",
    limit: variableDepth,
    message: `The lists and objects of a variable may be ${variableDepth} deep inside each other, and these are deeper. Send less deep ones.`,
  });
}

function tooMany({ variableValues }: QueryLimits, found: number): GraphQLError {
  return limitExceeded("TOO_MANY_VALUES", {
    setting: "limits.variableValues",
    limit: variableValues,
    found,
    message: `Variables may have ${variableValues} values in all, and these have ${found} or more. Send fewer at a time.`,
  });
}
