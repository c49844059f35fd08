import type { Executor, Operation, OperationResult } from "../../../src/execution/executor.ts";
import type { ApolloHandlerOptions } from "../../../src/server/apollo-handler.ts";
import type { HttpServerOptions } from "../../../src/server/http-server.ts";
import { handlerOf, schemaWith, serve, type Started } from "./serve.ts";

export const deferringSchema = schemaWith(
  `directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
   type Query { greet: String slow: String } type Mutation { change: String }`,
  {},
);

/** The `Accept` of who takes parts as the specification v0.2 has them, and of older clients. */
export const current = "multipart/mixed; incrementalSpec=v0.2";
export const legacy = "multipart/mixed; deferSpec=20220824";

export const deferringQuery = "query Greeting { greet ... @defer { slow } }";

export type ServedOptions = Partial<HttpServerOptions> &
  Pick<Partial<ApolloHandlerOptions>, "mode">;

export interface ServedParts extends Started {
  /** What the executor was asked, in order. */
  readonly asked: readonly Operation[];
}

/** A server whose operations are answered so. */
export async function serveParts(
  answer: () => OperationResult | Promise<OperationResult>,
  { mode, ...options }: ServedOptions = {},
): Promise<ServedParts> {
  const asked: Operation[] = [];
  const executor: Executor = {
    async execute(operation) {
      asked.push(operation);
      return await answer();
    },
  };
  const { log, clock } = options;
  const handler = await handlerOf(deferringSchema, {
    executor,
    ...(log !== undefined && { log }),
    ...(clock !== undefined && { clock }),
    ...(mode !== undefined && { mode }),
  });
  return { asked, ...(await serve(handler, options)) };
}

/** Sends the query, as a client does that takes answers so. */
export async function askFor(
  accept: string,
  url: string,
  more: RequestInit = {},
): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify({ query: deferringQuery }),
    ...more,
  });
}
