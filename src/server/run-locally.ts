import type { FormattedExecutionResult } from "graphql";

import { type ClientHeaders, newRequestContext } from "../connectors/request-context.ts";
import type { Clock } from "../kernel/clock.ts";
import type { ApolloHandler } from "./apollo-handler.ts";
import { tookTooLong } from "./request-timeout.ts";

export interface LocalRequest {
  readonly query: string;
  /** Needed where the document has several operations. */
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The client's headers, in lower case, for connectors that read them. */
  readonly headers?: ClientHeaders;
  /** Gives the request up when it aborts. */
  readonly signal?: AbortSignal;
}

export interface RunLocallyOptions {
  readonly handler: ApolloHandler;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
}

/** Runs a request that did not come over HTTP, with the same rules and the same deadline. */
export async function runLocally(
  { headers, signal, ...operation }: LocalRequest,
  { handler, requestTimeoutMs, clock }: RunLocallyOptions,
): Promise<FormattedExecutionResult> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort);
  const timer = clock.after(requestTimeoutMs, () =>
    controller.abort(tookTooLong(requestTimeoutMs)),
  );
  try {
    return await handler.execute(operation, {
      ...newRequestContext(headers),
      signal: controller.signal,
      deadlineMs: clock.nowMs() + requestTimeoutMs,
    });
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", abort);
  }
}
