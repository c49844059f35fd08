import type { HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { MappingProblems } from "../connectors/mapping-problems.ts";
import type { Outcome } from "../connectors/outcome.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";

/** A call that has been made, and what came of it. */
export interface EndedCall {
  readonly request: HttpRequest;
  /** The error where there was no response. */
  readonly response: HttpResponse | GatewayError;
  /** One for each key of the call. */
  readonly outcomes: readonly Outcome[];
  /** Undefined where nobody is told of them. */
  readonly problems: MappingProblems | undefined;
  readonly durationMs: number;
}
