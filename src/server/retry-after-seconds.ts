import type { GraphQLError } from "graphql";

import { GatewayError } from "../kernel/gateway-error.ts";

/**
 * When a request of which nothing could be answered is to be sent again: in so many whole seconds,
 * for `Retry-After`. Undefined where there is something in its answer, or where something else than
 * load, or a source that is left alone, is among the reasons.
 */
export function retryAfterSeconds({
  data,
  errors,
}: {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphQLError[];
}): number | undefined {
  if (!Object.values(data ?? {}).every((value) => value === null)) return undefined;
  let longestMs = 1;
  for (const { originalError } of errors) {
    if (!(originalError instanceof GatewayError) || !loadCodes.has(originalError.code)) {
      return undefined;
    }
    longestMs = Math.max(longestMs, originalError.retryAfterMs ?? 0);
  }
  return Math.ceil(longestMs / 1000);
}

const loadCodes: ReadonlySet<string> = new Set([
  "SOURCE_OVERLOADED",
  "CIRCUIT_OPEN",
  "RATE_LIMITED",
]);
