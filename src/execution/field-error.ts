import { GraphQLError, locatedError } from "graphql";

import type { FieldPlan } from "./plan.ts";

/**
 * The error of a field at a path: as `locatedError` of graphql-js makes it, which looks for the place
 * in the document anew for each. What is located already stays as it is.
 */
export function fieldError(
  field: Pick<FieldPlan, "nodes" | "locations">,
  cause: unknown,
  path: readonly (string | number)[],
): GraphQLError {
  if (!(cause instanceof Error) || isPlaced(cause)) return locatedError(cause, field.nodes, path);
  const error = new GraphQLError(cause.message, { path, originalError: cause });
  const value = field.locations();
  if (value !== undefined) Object.defineProperty(error, "locations", { value, enumerable: true });
  return error;
}

/** Whether it says itself where it is, as errors of graphql-js may. */
function isPlaced(error: Error): boolean {
  return isSet(error, "path") || isSet(error, "nodes") || isSet(error, "source");
}

function isSet(error: Error, name: string): boolean {
  return name in error && Reflect.get(error, name) !== undefined;
}
