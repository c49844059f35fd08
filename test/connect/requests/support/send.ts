import { onTestFinished } from "vitest";

import { type ConfigInput, createGateway, type GatewayRequest } from "../../../../src/gateway.ts";
import { createLogMemory, schemaFile } from "../../../gateway/support/open-gateway.ts";
import { startUpstream } from "../../../support/upstream.ts";

/** A connector on a root field, by the texts of its directives, and what it is asked with. */
export interface Sending {
  /** What the file links; default: v0.4. */
  readonly version?: string;
  /** What follows the upstream's address in the source's base URL. */
  readonly base?: string;
  /** More of the source's `http`. Null: no source at all. */
  readonly source?: string | null;
  /** The connector's `http`; UPSTREAM stands for the upstream's address. */
  readonly http: string;
  /** Arguments of the field: each may be any JSON. One that is undefined is not given. */
  readonly args?: Readonly<Record<string, unknown>> | undefined;
  /** The client's headers. */
  readonly headers?: GatewayRequest["headers"];
  /** Settings of the source. */
  readonly api?: NonNullable<ConfigInput["sources"]>[string];
}

/** What a real server received of it. */
export interface Sent {
  /** "GET /users?id=1", byte for byte; undefined: nothing was sent. */
  readonly line: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Header names and values in turn, as they came over the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The code of the error for which nothing was sent. */
  readonly code: unknown;
}

/** Asks a gateway with this connector over real HTTP, and gives the one request that arrived. */
export async function send({ source = "", http, args = {}, ...rest }: Sending): Promise<Sent> {
  const upstream = await startUpstream({});
  onTestFinished(() => upstream.close());
  const { log } = createLogMemory();
  const names = Object.keys(args);
  const inFull = (text: string) => text.replaceAll("UPSTREAM", upstream.url);
  const gateway = await createGateway({
    schema: schemaFile(`
      extend schema @link(url: "https://specs.apollo.dev/connect/${rest.version ?? "v0.4"}", import: ["@source", "@connect"])
        ${source === null ? "" : `@source(name: "api", http: { baseURL: "${upstream.url}${rest.base ?? ""}" ${source} })`}
      scalar JSON
      type Query {
        ask${names.length === 0 ? "" : `(${names.map((name) => `${name}: JSON`).join(" ")})`}: JSON @connect(
          ${source === null ? "" : 'source: "api"'}
          http: { ${inFull(http)} }
          isSuccess: "$(true)"
          selection: "$"
        )
      }
    `),
    config: source === null ? {} : { sources: { api: { retry: { attempts: 1 }, ...rest.api } } },
    log,
  });
  onTestFinished(() => gateway.stop());
  const query =
    names.length === 0
      ? "{ ask }"
      : `query (${names.map((name) => `$${name}: JSON`).join(" ")}) { ask(${names.map((name) => `${name}: $${name}`).join(" ")}) }`;
  const { errors } = await gateway.execute({
    query,
    variables: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)),
    headers: rest.headers ?? {},
  });
  const [request, ...more] = upstream.requests;
  if (more.length > 0) throw new Error(`${more.length + 1} requests arrived, and not one.`);
  return {
    line: upstream.asked[0],
    headers: request?.headers ?? {},
    rawHeaders: request?.rawHeaders ?? [],
    body: request?.body ?? "",
    code: errors?.[0]?.extensions?.["code"],
  };
}
