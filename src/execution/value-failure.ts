import { GraphQLError } from "graphql";

import { connectorPlace } from "../connectors/connector-place.ts";
import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";

/**
 * The failure of a value of a connector that does not fit its type: in the words of the GraphQL
 * semantics, and with its place. Undefined for any other: a bug in a scalar, or an error with a code
 * of its own.
 */
export function valueFailure(error: unknown, connector: Connector): GatewayError | undefined {
  if (!(error instanceof GraphQLError) || error.extensions["code"] !== undefined) return undefined;
  return new GatewayError("CONNECTOR_VALUE_INVALID", error.message, {
    extensions: connectorPlace(connector),
    cause: error,
  });
}
