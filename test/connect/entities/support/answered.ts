import type { FormattedExecutionResult } from "graphql";

import type { GatewayRequest } from "../../../../src/gateway.ts";
import { openGateway } from "../../../gateway/support/open-gateway.ts";
import { json, type Routes } from "../../../support/upstream.ts";

/** A schema, what its API has, and what is asked. */
export interface Asking {
  readonly schema: string;
  /** What the API answers, as JSON, by "GET /users/1?full=true" (and by the path alone). */
  readonly data: Readonly<Record<string, unknown>>;
  readonly query: string;
  readonly variables?: GatewayRequest["variables"];
}

export interface Answered {
  readonly result: FormattedExecutionResult;
  /** What the API was asked, as "GET /users/1" or "POST /users {…}", in no order. */
  readonly asked: readonly string[];
}

/** Asks a gateway whose API is real HTTP and answers 404 to whatever it does not have. */
export async function answered({ schema, data, query, variables }: Asking): Promise<Answered> {
  const routes: Routes = Object.fromEntries(
    Object.keys(data).map((route) => [
      route.replace(/\?.*/, ""),
      ({ method, path, query: parameters, body }) => {
        const search = parameters.size === 0 ? "" : `?${parameters.toString()}`;
        const found = data[`${method} ${path}${search}`] ?? data[`${method} ${path}`];
        if (found === undefined) return json({ error: "unknown" }, { status: 404 });
        return json(typeof found === "function" ? found({ parameters, body }) : found);
      },
    ]),
  );
  const { ask, upstream } = await openGateway({ schema, routes });
  const result = await ask(query, variables === undefined ? {} : { variables });
  const asked = upstream.asked.map((line, index) =>
    `${line} ${upstream.requests[index]?.body ?? ""}`.trim(),
  );
  return { result, asked: asked.toSorted() };
}

/** A connector, as schemas have it. */
export function get(url: string, selection: string, more = ""): string {
  return `@connect(source: "api", http: { GET: "${url}" }, selection: """${selection}""" ${more})`;
}

/** One that sends a body. */
export function post(url: string, body: string, selection: string): string {
  return `@connect(source: "api", http: { POST: "${url}", body: """${body}""" }, selection: """${selection}""")`;
}
