import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";

import type { CallerAllowance, RateReading } from "../admission/caller-allowance.ts";
import { callerKey } from "../admission/caller-key.ts";
import type { CallerRates } from "../admission/caller-rates.ts";
import type { AdmitCalls } from "../execution/executor.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import { noStore } from "./caching-headers.ts";
import type { GraphqlHandler, GraphqlResponse, OperationContext } from "./graphql-handler.ts";
import { countErrors } from "./operation-summary.ts";

/**
 * A handler whose callers may send so many operations in a minute, and cause so many calls. What is
 * left they read in `RateLimit` (draft-ietf-httpapi-ratelimit-headers); who has used all gets 429,
 * with `Retry-After`.
 *
 * @param current asked once for each request.
 */
export function limitCallers(current: () => GraphqlHandler, rates: CallerRates): GraphqlHandler {
  return {
    handle(request, context) {
      const { caller } = context.request;
      const key = rates.isOn ? callerKey(caller, context.address?.()) : undefined;
      if (key === undefined) return current().handle(request, context);
      return handleWithin(rates.admit(key), context, (counted) =>
        current().handle(request, counted),
      );
    },
  };
}

async function handleWithin(
  allowance: CallerAllowance,
  context: OperationContext,
  handle: (context: OperationContext) => Promise<GraphqlResponse>,
): Promise<GraphqlResponse> {
  if (allowance.refusal !== undefined) {
    countErrors(context.summary, [asGraphqlError(allowance.refusal)]);
    return withHeaders(refused(allowance.refusal), allowance);
  }
  const admitCalls: AdmitCalls = (calls) => allowance.admitCalls(calls);
  const settle = (): void => allowance.settle(callsOf(context));
  const response = await handle({ ...context, admitCalls }).finally(settle);
  // Parts that come later may need calls.
  void response.ended?.then(settle);
  return withHeaders(response, allowance);
}

function callsOf({ request }: OperationContext): number {
  let calls = 0;
  for (const count of request.calls.values()) calls += count;
  return calls;
}

function refused(refusal: GatewayError): GraphqlResponse {
  const error = asGraphqlError(refusal);
  return {
    headers: new HeaderMap([
      ["content-type", "application/json; charset=utf-8"],
      ["cache-control", noStore],
    ]),
    body: { kind: "complete", string: JSON.stringify({ errors: [error] }) },
  };
}

function withHeaders(response: GraphqlResponse, allowance: CallerAllowance): GraphqlResponse {
  const { headers } = response;
  const readings = allowance.readings();
  headers.set("ratelimit-policy", readings.map(policyOf).join(", "));
  headers.set("ratelimit", readings.map(leftOf).join(", "));
  const { refusal } = allowance;
  if (refusal === undefined) return response;
  // v8 ignore next -- it says when
  headers.set("retry-after", secondsOf(refusal.retryAfterMs ?? 0));
  return { ...response, status: 429 };
}

function policyOf({ kind, limit }: RateReading): string {
  return `"${kind}";q=${limit};w=60`;
}

function leftOf({ kind, left, restMs }: RateReading): string {
  return `"${kind}";r=${left};t=${secondsOf(restMs)}`;
}

function secondsOf(durationMs: number): string {
  return String(Math.ceil(durationMs / 1000));
}

function asGraphqlError(error: GatewayError): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError(message, { originalError: error, extensions });
}
