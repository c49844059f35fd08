import { buildSchema, type GraphQLSchema } from "graphql";
import { onTestFinished } from "vitest";

import { ApqStore } from "../../../src/documents/apq-store.ts";
import { DocumentAdmission } from "../../../src/documents/document-admission.ts";
import { TrustedDocuments } from "../../../src/documents/trusted-documents.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import {
  createApolloHandler,
  type ApolloHandlerOptions,
} from "../../../src/server/apollo-handler.ts";
import type { GraphqlHandler } from "../../../src/server/graphql-handler.ts";
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from "../../../src/server/http-server.ts";
import { unlimited } from "../../admission/support/reading.ts";
import { graphqlJsExecutor } from "./graphql-js-executor.ts";
import { logLines } from "./log-lines.ts";

export type Resolvers = Record<string, Record<string, (...args: never[]) => unknown>>;

/** A schema with resolvers: `{ Query: { greet: () => "hello" } }`. */
export function schemaWith(sdl: string, resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type && "getFields" in type ? type.getFields()[name] : undefined;
      if (field === undefined) throw new Error(`no field ${typeName}.${name}`);
      Object.assign(field, { resolve });
    }
  }
  return schema;
}

export async function handlerOf(
  schema: GraphQLSchema,
  options: Partial<ApolloHandlerOptions> = {},
): Promise<GraphqlHandler> {
  return await createApolloHandler({
    schema,
    executor: graphqlJsExecutor(schema),
    ...anyDocument(),
    mode: "production",
    introspection: undefined,
    log: logLines("silent").log,
    clock: systemClock,
    ...options,
  });
}

/** What lets all documents be run, as many as one likes. */
export function anyDocument() {
  const { log } = logLines("silent");
  const documents = new TrustedDocuments([]);
  return {
    prepare: () => [],
    admission: new DocumentAdmission({
      documents,
      mode: "off",
      takesHashes: true,
      maxBytes: () => Infinity,
      log,
      count: () => undefined,
    }),
    apqStore: new ApqStore(undefined, () => true),
    limits: () => unlimited,
    listSizes: new Map(),
  };
}

export interface Started {
  readonly server: HttpServer;
  /** Where GraphQL is. */
  readonly url: string;
  /** The address without a path. */
  readonly origin: string;
}

/** A server for a free loopback port, which the caller starts and stops. */
export async function createServer(
  handler: GraphqlHandler,
  options: Partial<HttpServerOptions> = {},
): Promise<HttpServer> {
  return await createHttpServer(
    {
      host: "127.0.0.1",
      port: 0,
      path: "/graphql",
      maxBodyBytes: 100_000,
      requestTimeoutMs: 30_000,
      drainTimeoutMs: 10_000,
      corsOrigins: [],
      hasLandingPage: false,
      clock: systemClock,
      log: logLines("silent").log,
      tracing: undefined,
      ...options,
    },
    handler,
  );
}

/** A server on a free loopback port, which the caller stops. */
export async function start(
  handler: GraphqlHandler,
  options: Partial<HttpServerOptions> = {},
): Promise<Started> {
  const server = await createServer(handler, options);
  const { url } = await server.start();
  return { server, url, origin: new URL(url).origin };
}

/** The same, stopped when the test has finished. */
export async function serve(
  handler: GraphqlHandler,
  options: Partial<HttpServerOptions> = {},
): Promise<Started> {
  const started = await start(handler, options);
  onTestFinished(async () => await started.server.stop());
  return started;
}

/** An answer, as far as tests look into one. */
export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly [
    { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> },
  ];
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Posts one operation. */
export async function post(
  url: string,
  body: unknown,
  { signal, headers }: PostOptions = {},
): Promise<{ readonly response: Response; readonly body: GraphqlAnswer }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    ...(signal !== undefined && { signal }),
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { response, body: (await response.json()) as GraphqlAnswer };
}
