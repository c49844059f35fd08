import type { FormattedExecutionResult, GraphQLFormattedError } from "graphql";

import type { GatewayRequest } from "../../../../src/gateway.ts";
import { openGateway } from "../../../gateway/support/open-gateway.ts";
import type { Answer } from "../../../support/upstream.ts";

/** A connector of `ask(x: JSON): <type>` on Query, and the HTTP answer it gets. */
export interface Receiving {
  readonly answer: Answer;
  /** Default: all of the body. */
  readonly selection?: string;
  /** More arguments of the connector: `isSuccess`, `errors`. */
  readonly connector?: string;
  /** More arguments of the source. */
  readonly source?: string;
  /** What the field gives, and types for it. Default: a scalar that is any JSON. */
  readonly type?: string;
  readonly types?: string;
  /** What is selected below the field. */
  readonly select?: string;
  readonly x?: unknown;
  readonly headers?: GatewayRequest["headers"];
}

/** What became of it. */
export interface Received {
  readonly value: unknown;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  readonly result: FormattedExecutionResult;
}

/** Asks a gateway whose source answers over real HTTP, and gives what came of the answer. */
export async function receive(receiving: Receiving): Promise<Received> {
  const { answer, selection = "$", connector = "", source = "", type = "JSON" } = receiving;
  const { ask } = await openGateway({
    source,
    schema: `
      scalar JSON
      ${receiving.types ?? ""}
      type Query {
        ask(x: JSON): ${type} @connect(
          source: "api"
          http: { GET: "/answer", headers: { name: "X-Asked", value: "{$args.x->jsonStringify}" } }
          selection: """${selection}"""
          ${connector}
        )
      }
    `,
    api: { config: { key: "k1" } },
    routes: { "GET /answer": () => answer },
  });
  const result = await ask(`query ($x: JSON) { ask(x: $x) ${receiving.select ?? ""} }`, {
    variables: { x: receiving.x ?? null },
    headers: receiving.headers ?? {},
  });
  return { value: result.data?.["ask"], errors: result.errors, result };
}
