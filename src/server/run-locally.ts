import type { FormattedExecutionResult } from "graphql";

import { type ClientHeaders, newRequestContext } from "../connectors/request-context.ts";
import { callerOfClaims } from "../identity/read-caller.ts";
import type { Clock } from "../kernel/clock.ts";
import type { JsonObject } from "../kernel/json.ts";
import { keepAlive } from "../kernel/keep-alive.ts";
import type { Lane } from "../kernel/lane.ts";
import type { ApolloHandler } from "./apollo-handler.ts";
import { callerMaxAge } from "./caller-max-age.ts";
import { namedLane } from "./named-lane.ts";
import { tookTooLong } from "./request-timeout.ts";

export interface LocalRequest {
  readonly query: string;
  /** Needed where the document has several operations. */
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /**
   * The client's headers, in lower case: for connectors that read them, to name a lane, to ask for
   * fresher values (`cache-control`) or for a report of freshness (`sluice-freshness`).
   */
  readonly headers?: ClientHeaders;
  /**
   * What is known of the caller on whose behalf it runs: `$context.claims`. Nothing has to be proven
   * in process; without claims the operation is nobody's.
   */
  readonly claims?: JsonObject;
  /** How soon it is wanted. Wins over the header that names a lane. Default: the lanes of connectors. */
  readonly lane?: Lane;
  /** Gives the request up when it aborts. */
  readonly signal?: AbortSignal;
}

export interface RunLocallyOptions {
  readonly handler: ApolloHandler;
  readonly requestTimeoutMs: number;
  /** The header by which a request names its lane, in lower case; undefined: none may. */
  readonly laneHeader: string | undefined;
  /** Whether a caller may ask for fresher values. Default: none may. */
  readonly callerControl?: () => boolean;
  readonly clock: Clock;
}

/**
 * Runs a request that did not come over HTTP, with the same rules and the same deadline. The process
 * stays alive until it is answered.
 */
export async function runLocally(
  { headers = {}, claims, lane, signal, ...operation }: LocalRequest,
  { handler, requestTimeoutMs, laneHeader, callerControl, clock }: RunLocallyOptions,
): Promise<FormattedExecutionResult> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort);
  const timer = clock.after(requestTimeoutMs, () =>
    controller.abort(tookTooLong(requestTimeoutMs)),
  );
  try {
    return await keepAlive(
      handler.execute(operation, {
        ...newRequestContext(headers, claims && callerOfClaims(claims)),
        maxAgeMs: callerControl?.() === true ? callerMaxAge(headers) : undefined,
        lane: lane ?? namedLane(headers, laneHeader),
        signal: controller.signal,
        deadlineMs: clock.nowMs() + requestTimeoutMs,
      }),
    );
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", abort);
  }
}
