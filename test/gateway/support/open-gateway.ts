import { join } from "node:path";
import { Writable } from "node:stream";

import type { FormattedExecutionResult } from "graphql";
import { onTestFinished } from "vitest";

import {
  type ConfigInput,
  createGateway,
  type Gateway,
  type GatewayOptions,
  type GatewayRequest,
} from "../../../src/gateway.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { temporaryDirectory } from "../../config/temporary-directory.ts";
import { type Routes, startUpstream, type Upstream } from "../../support/upstream.ts";

interface OpenOptions extends Pick<GatewayOptions, "resolvers" | "mode"> {
  /** The schema, without its source: "api", at the upstream. */
  readonly schema: string;
  /** What the upstream answers. */
  readonly routes?: Routes;
  /** More arguments for the source: `errors: { … }`. */
  readonly source?: string;
  /** More arguments for its requests: `headers: { … }`. */
  readonly http?: string;
  /** Settings of the source. */
  readonly api?: NonNullable<ConfigInput["sources"]>[string];
  readonly server?: ConfigInput["server"];
  /** All other settings. */
  readonly config?: Omit<ConfigInput, "schema" | "resolvers" | "server" | "sources">;
}

export interface OpenGateway {
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  readonly ask: (
    query: string,
    request?: Omit<GatewayRequest, "query">,
  ) => Promise<FormattedExecutionResult>;
  /** What was logged so far. */
  readonly lines: () => readonly LogLine[];
  /** The options it was created with, with another schema. */
  readonly withSchema: (schema: string) => GatewayOptions;
  /** Its settings, with others for the source. */
  readonly withSource: (api: OpenOptions["api"]) => ConfigInput;
}

export type LogLine = Readonly<Record<string, unknown>>;

/** A gateway in front of an upstream over real HTTP; both are gone when the test ends. */
export async function openGateway(options: OpenOptions): Promise<OpenGateway> {
  const upstream = await startUpstream(options.routes ?? {});
  onTestFinished(() => upstream.close());
  const { log, lines } = createLogMemory();
  const withSource = (api: OpenOptions["api"]): ConfigInput => ({
    ...options.config,
    server: { port: 0, ...options.server },
    // Else whatever fails would be asked for three times.
    sources: { api: { retry: { attempts: 1 }, ...api } },
  });
  const withSchema = (schema: string): GatewayOptions => ({
    schema: schemaFile(
      `extend schema @source(name: "api", http: { baseURL: "${upstream.url}" ${options.http ?? ""} } ${options.source ?? ""})\n${schema}`,
    ),
    config: withSource(options.api),
    resolvers: options.resolvers ?? {},
    mode: options.mode ?? "production",
    log,
  });
  const gateway = await createGateway(withSchema(options.schema));
  onTestFinished(() => gateway.stop());
  return {
    gateway,
    upstream,
    ask: (query, request) => gateway.execute({ query, ...request }),
    lines,
    withSchema,
    withSource,
  };
}

/** The path of a file with this schema; gone when the test ends. */
export function schemaFile(text: string): string {
  return join(temporaryDirectory({ "schema.graphql": text }), "schema.graphql");
}

/** A logger that writes as in production, and what it wrote. */
export function createLogMemory() {
  const texts: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      texts.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ mode: "production", level: "info", isTerminal: false, destination });
  const lines = (): LogLine[] => texts.map((line) => JSON.parse(line) as LogLine);
  return { log, lines };
}
