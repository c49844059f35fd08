import { GraphQLError } from "graphql";

/**
 * An error of Apollo Server's own, with the code that all have. Of requests that it refuses some have
 * none, such as a hash that is not of its document: those would be taken for bugs.
 */
export function asRefusal(error: GraphQLError): GraphQLError {
  const { message, extensions } = error;
  const isOfRequest = extensions["code"] === undefined && error.originalError === undefined;
  if (!isOfRequest) return error;
  return new GraphQLError(message, { extensions: { ...extensions, code: "BAD_REQUEST" } });
}
