import { ApolloServerValidationErrorCode } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";

/**
 * An error of Apollo Server's own in the words of this gateway, where Apollo Server's would send
 * its reader to code that there is not. Codes and places stay.
 */
export function explainRefusal(error: GraphQLFormattedError): GraphQLFormattedError {
  const { INTROSPECTION_DISABLED } = ApolloServerValidationErrorCode;
  if (error.extensions?.["validationErrorCode"] !== INTROSPECTION_DISABLED) return error;
  return { ...error, message: introspectionIsOff };
}

const introspectionIsOff =
  "Introspection is off, and the operation asks for __schema or __type. The operator of the gateway can turn it on: server.introspection.";
