import type { Connector, ErrorMapping } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson, Variables } from "../mapping/mapping.ts";
import { connectorPlace } from "./connector-place.ts";
import type { HttpResponse } from "./http-message.ts";
import type { MappingProblems } from "./mapping-problems.ts";
import { readRetryAfter } from "./retry-after.ts";
import { isRetryableStatus } from "./retryable-status.ts";

/** An answer of a source that says that it did not succeed. */
interface RefusingAnswer {
  readonly response: HttpResponse;
  readonly body: MaybeJson;
  /** Of the mappings in `errors`; undefined: nobody asks. */
  readonly problems: MappingProblems | undefined;
}

/** Makes the errors of one connector: they say which connector, which source, which status. */
export function compileFailure(connector: Connector) {
  const { errors, source } = connector;
  const place = connectorPlace(connector);
  const messageMapping = errors.message ?? source?.errors.message;

  return {
    /** The source answered that it did not succeed: in the words of the schema's `errors`. */
    ofSource(answer: RefusingAnswer, variables: Variables): GatewayError {
      const { body, problems } = answer;
      const { status, headers } = answer.response;
      const retryable = isRetryableStatus(status);
      const message = messageMapping?.evaluate(body, variables, problems?.in("errors.message"));
      return new GatewayError(
        "CONNECTOR_FETCH",
        typeof message === "string" && message !== "" ? message : "Request failed",
        {
          retryable,
          retryAfterMs: retryable ? readRetryAfter(headers) : undefined,
          extensions: {
            ...place,
            http: { status },
            ...extensionsOf(source?.errors, answer, variables),
            ...extensionsOf(errors, answer, variables),
          },
        },
      );
    },

    /** The source answered well, but not in a form that can be read. */
    ofAnswer(message: string, status: number | undefined): GatewayError {
      return new GatewayError("CONNECTOR_RESPONSE_INVALID", message, {
        extensions: status === undefined ? place : { ...place, http: { status } },
      });
    },

    /** An error from below, which does not know the connector. */
    at(error: GatewayError): GatewayError {
      const { retryable, retryAfterMs } = error;
      // The error's own code is among its extensions, and stays.
      return new GatewayError("CONNECTOR_REQUEST_INVALID", error.message, {
        retryable,
        retryAfterMs,
        extensions: { ...place, ...error.extensions },
        cause: error,
      });
    },
  };
}

function extensionsOf(
  errors: ErrorMapping | undefined,
  { body, problems }: RefusingAnswer,
  variables: Variables,
): JsonObject {
  const told = problems?.in("errors.extensions");
  const extensions = errors?.extensions?.evaluate(body, variables, told);
  return isJsonObject(extensions) ? extensions : {};
}
