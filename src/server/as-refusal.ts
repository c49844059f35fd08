import { GraphQLError } from "graphql";

import { bugCode } from "./error-codes.ts";

/**
 * An error of Apollo Server's own, with the code that all have. Of requests that it refuses some have
 * none, such as a hash that is not of its document: those would be taken for bugs.
 */
export function asRefusal(error: GraphQLError): GraphQLError {
  const { message, extensions, originalError } = error;
  if (extensions["code"] !== undefined) return error;
  const code = originalError === undefined ? "BAD_REQUEST" : bugCode;
  return new GraphQLError(message, { extensions: { ...extensions, code }, originalError });
}
