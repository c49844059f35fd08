import { ApolloServerErrorCode } from "@apollo/server/errors";

import { isLimitCode } from "../admission/limit-exceeded.ts";
import { isOwnCode } from "../telemetry/error-type.ts";

/**
 * Codes of errors as metrics tell them: those of the gateway and of Apollo Server, and `_OTHER` for
 * what a schema or a resolver makes of what a source answered, of which there may be any number.
 */
export function measuredCodes(codes: readonly string[]): readonly string[] {
  return [...new Set(codes.map((code) => (isKnown(code) ? code : "_OTHER")))];
}

function isKnown(code: string): boolean {
  return isOwnCode(code) || isLimitCode(code) || Object.hasOwn(ApolloServerErrorCode, code);
}
