import { GraphQLError } from "graphql";

import { GatewayError } from "../kernel/gateway-error.ts";

/**
 * What a batch resolver threw, or gave as an Error, as a failure of its keys. Callers are told of the
 * Error itself, as of what other resolvers throw: {@link thrownBehind}.
 *
 * A GraphQLError is an answer, unless it says that it is `retryable`; all else may be gone the next
 * time, so that what is kept may stand in for it.
 */
export class ResolverFailure extends GatewayError {
  readonly thrown: unknown;

  constructor(coordinate: string, thrown: unknown) {
    super("INTERNAL_SERVER_ERROR", `The resolver of ${coordinate} failed.`, {
      cause: thrown,
      retryable: !(thrown instanceof GraphQLError) || thrown.extensions["retryable"] === true,
    });
    this.thrown = thrown;
  }
}

/** The error that callers are told of: where a resolver failed, its own. */
export function thrownBehind(error: unknown): unknown {
  return error instanceof ResolverFailure ? error.thrown : error;
}
