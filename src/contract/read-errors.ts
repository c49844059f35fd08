import type { ConstValueNode } from "graphql";

import { fieldOf } from "./argument-values.ts";
import type { ErrorMapping } from "./contract.ts";
import type { Expressions } from "./expressions.ts";

/** Reads `errors:` of a source or connector. */
export function readErrorMapping(
  value: ConstValueNode | undefined,
  expressions: Expressions,
): ErrorMapping {
  return {
    message: expressions.value(fieldOf(value, "message"), "The message of an error is text"),
    extensions: expressions.mapping(fieldOf(value, "extensions"), "response"),
  };
}
