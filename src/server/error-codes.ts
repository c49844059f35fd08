import type { GraphQLError } from "graphql";

import { GatewayError } from "../kernel/gateway-error.ts";

/** The code of an error that names none, as in Apollo Server. */
export const bugCode = "INTERNAL_SERVER_ERROR";

/**
 * The distinct codes of errors, for logs: in the order they first come, ten at most.
 *
 * A schema or a resolver may make a code of what a source answered, so that what does not look
 * like a code is not shown but stands as `_OTHER`.
 */
export function errorCodes(errors: readonly GraphQLError[]): readonly string[] {
  const codes = new Set<string>();
  for (const error of errors) {
    codes.add(loggable(codeOf(error)));
    if (codes.size === maxCodes) break;
  }
  return [...codes];
}

/** No log line has more. */
export const maxCodes = 10;

function codeOf({ originalError, extensions }: GraphQLError): unknown {
  return originalError instanceof GatewayError
    ? originalError.code
    : (extensions["code"] ?? bugCode);
}

function loggable(code: unknown): string {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : "_OTHER";
}
