import { ApolloServerValidationErrorCode } from "@apollo/server/errors";
import { GraphQLError, type ValidationRule } from "graphql";

/** Refuses documents that ask for the schema. */
export function noIntrospection(
  ...[context]: Parameters<ValidationRule>
): ReturnType<ValidationRule> {
  return {
    Field(node) {
      const name = node.name.value;
      if (name !== "__schema" && name !== "__type") return;
      const validationErrorCode = ApolloServerValidationErrorCode.INTROSPECTION_DISABLED;
      context.reportError(
        new GraphQLError(introspectionIsOff, { nodes: node, extensions: { validationErrorCode } }),
      );
    },
  };
}

const introspectionIsOff =
  "Introspection is off, and the operation asks for __schema or __type. The operator of the gateway can turn it on: server.introspection.";
