import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { FormattedExecutionResult } from "graphql";
import { Pool } from "undici";

import { loadConfig } from "../../../src/config/load-config.ts";
import { createGateway } from "../../../src/gateway.ts";

export interface OpenGateway extends AsyncDisposable {
  /** Asks for the user with this id: one of the queries of {@link queriesFor}. */
  readonly ask: Ask;
  /** Listens, and asks over HTTP by so many connections. */
  readonly connect: (connections: number) => Promise<Ask>;
}

type Ask = (query: string, id: string) => Promise<AskResult>;

export interface AskResult {
  /** Whether it is the user that was asked for. */
  readonly isRight: boolean;
  /** The code of the first error. */
  readonly code: unknown;
}

interface SourceToOpen {
  readonly url: string;
  /** Settings in the form of sluice.yaml, as JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

type Sources = Readonly<Record<string, SourceToOpen>>;

/**
 * A gateway whose sources are simulators, in production and without a log.
 *
 * Each source NAME has two fields: `NAME(id)` fetches a user by itself, `NAMEMember(id)` with
 * others in a batch. `NAME(id)` is a mutation as well: the same call, which nobody may share.
 * `server` is as in sluice.yaml.
 */
export async function openGateway(
  sources: Sources,
  server: Readonly<Record<string, unknown>> = {},
): Promise<OpenGateway> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const file = join(directory, "sluice.yaml");
  writeFileSync(join(directory, "schema.graphql"), writeSchema(sources));
  writeFileSync(file, JSON.stringify(writeSettings(sources, server)));
  const gateway = await createGateway({ config: loadConfig({ file, env: process.env }) }).finally(
    () => rmSync(directory, { recursive: true }),
  );
  const pools: Pool[] = [];
  return {
    ask: async (query, id) => readResult(await gateway.execute({ query, variables: { id } }), id),
    async connect(connections) {
      const { origin, pathname: path } = new URL((await gateway.start()).url);
      const pool = new Pool(origin, { connections });
      pools.push(pool);
      const headers = { "content-type": "application/json" };
      return async (query, id) => {
        const body = JSON.stringify({ query, variables: { id } });
        const answer = await pool.request({ path, method: "POST", headers, body });
        return readResult(await answer.body.json(), id);
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pools.map((pool) => pool.close()));
      await gateway.stop();
    },
  };
}

function readResult(result: unknown, id: string): AskResult {
  const { data, errors }: FormattedExecutionResult = Object(result);
  const [user]: unknown[] = Object.values(data ?? {});
  const expected = { id, name: `user ${id}` };
  return {
    isRight: errors === undefined && isDeepStrictEqual({ ...Object(user) }, expected),
    code: errors?.[0]?.extensions?.["code"],
  };
}

/** Asks a source for one user: by itself; with others in a batch; by itself, shared with nobody. */
export function queriesFor(name: string) {
  return {
    single: `query ($id: ID!) { ${name}(id: $id) { id name } }`,
    member: `query ($id: ID!) { ${name}Member(id: $id) { id name } }`,
    alone: `mutation ($id: ID!) { ${name}(id: $id) { id name } }`,
  };
}

function writeSettings(sources: Sources, server: Readonly<Record<string, unknown>>) {
  return {
    schema: "./schema.graphql",
    server: { port: 0, ...server },
    log: { level: "fatal" },
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, { settings }]) => [name, settings]),
    ),
  };
}

function writeSchema(sources: Sources): string {
  const names = Object.keys(sources);
  const single = names.map(
    (name) => `
      ${name}(id: ID!): User
        @connect(source: "${name}", http: { GET: "/users/{$args.id}" }, selection: "id name")`,
  );
  const stubs = names.map(
    (name) => `
      ${name}Member(id: ID!): ${name}Member @connect(selection: "id: $args.id")`,
  );
  const members = names.map(
    (name) => `
    type ${name}Member
      @connect(
        source: "${name}"
        http: { GET: "/users", queryParams: "id: $batch.id" }
        selection: "id name"
      ) { id: ID! name: String }`,
  );
  return `
    extend schema
      @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
      ${names.map((name) => `@source(name: "${name}", http: { baseURL: "${sources[name]?.url}" })`).join(" ")}
    type Query { ${[...single, ...stubs].join("")} }
    type Mutation { ${single.join("")} }
    type User { id: ID! name: String }
    ${members.join("")}
  `;
}
