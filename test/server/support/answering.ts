import type { RequestContext } from "../../../src/connectors/request-context.ts";
import type { Executor, Operation, OperationResult } from "../../../src/execution/executor.ts";
import type { Freshness } from "../../../src/execution/folded-freshness.ts";
import type { ApolloHandlerOptions } from "../../../src/server/apollo-handler.ts";
import type { HttpServerOptions } from "../../../src/server/http-server.ts";
import { answerFreshness } from "./answer-freshness.ts";
import { handlerOf, schemaWith, serve } from "./serve.ts";

export const greetingSchema = schemaWith(
  "type Query { greet(id: ID): String } type Mutation { change: String }",
  {
    Query: { greet: () => "hello" },
    Mutation: { change: () => "changed" },
  },
);

export interface Answering extends Partial<HttpServerOptions> {
  /** Undefined: nothing can be kept. */
  readonly total?: Freshness;
  readonly result?: OperationResult;
  readonly parts?: Readonly<Record<string, Freshness>>;
  readonly callerHeaders?: ApolloHandlerOptions["callerHeaders"];
  /** What the work for the request does to what is known of it. */
  readonly work?: (request: RequestContext) => void;
}

/** A server on an executor whose answers have this freshness. */
export async function answering({ total, result, parts, callerHeaders, work, ...http }: Answering) {
  const asked: Operation[] = [];
  const executor: Executor = {
    async execute(operation) {
      asked.push(operation);
      work?.(operation.request);
      const wanted = operation.wantsFreshnessReport === true ? (parts ?? {}) : undefined;
      const freshness = total && answerFreshness(total, wanted);
      return { data: { greet: "hello" }, ...result, ...(freshness && { freshness }) };
    },
  };
  const handler = await handlerOf(greetingSchema, {
    executor,
    ...(callerHeaders !== undefined && { callerHeaders }),
  });
  return { ...(await serve(handler, http)), asked };
}

/** What an answer's headers say of caching, besides what is for GET alone. */
export function cachingHeaders({ headers }: Response) {
  return Object.fromEntries(
    ["cache-control", "age", "cache-status"].map((name) => [name, headers.get(name)]),
  );
}
