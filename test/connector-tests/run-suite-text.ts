import { join } from "node:path";

import { readSuite } from "../../src/connector-tests/read-suite.ts";
import { runSuite } from "../../src/connector-tests/run-suite.ts";
import type { ConnectorSettings } from "../../src/connectors/connector-settings.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { formatProblem } from "../../src/kernel/problem.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

const schema = `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(
    name: "api"
    http: {
      baseURL: "https://api.test/v1"
      headers: [
        { name: "authorization", from: "authorization" }
        { name: "x-key", value: "{$config.key}" }
        { name: "x-region", value: "{$env.REGION}" }
        { name: "x-tenant", value: "{$context.tenant}" }
      ]
    }
    errors: { message: "$.error" extensions: "code: $.code" }
  )
type Query {
  user(id: ID!): User
    @connect(source: "api", id: "user_by_id", http: { GET: "/users/{$args.id}" }, selection: "id name")
  search(text: String, tag: [String]): [User]
    @connect(source: "api", http: { GET: "/search", queryParams: "q: $args.text? tag: $args.tag?" }, selection: "id name")
  status: Int @connect(source: "api", http: { GET: "/status" }, selection: "$status")
  none: String @connect(selection: "$.none")
  kind: String
    @connect(source: "api", http: { GET: "/kind" }, selection: "$response.headers.'x-kind'->first")
  says: String @connect(source: "api", http: { GET: "/says" }, selection: "$")
  fixed: String @connect(selection: "$('fixed')")
  maybe: String @connect(source: "api", http: { GET: "/maybe" }, isSuccess: "$.ok", selection: "$.it")
  colour: Colour @connect(selection: "id: $(1)")
  other: String @connect(http: { GET: "{$config.url}/other" }, selection: "$")
}
type Mutation {
  add(name: String, big: Int): User
    @connect(source: "api", http: { POST: "/users", body: "name: $args.name big: $args.big?" }, selection: "id name")
  send(name: String): User
    @connect(
      source: "api"
      http: {
        POST: "/forms"
        headers: { name: "content-type", value: "application/x-www-form-urlencoded" }
        body: "name: $args.name a: 1"
      }
      selection: "id name"
    )
  touch: User @connect(source: "api", http: { PUT: "/touch" }, selection: "id name")
}
type Colour @connect(selection: "$batch { id name: $('red') }") {
  id: ID!
  name: String
}
type User
  @connect(
    source: "api"
    http: { POST: "/batch", body: "ids: $batch.id" }
    batch: { maxSize: 2 }
    selection: "id email"
  )
  @connect(source: "api", http: { GET: "/phones/{$this.id}" }, selection: "id phone") {
  id: ID!
  name: String
  email: String
  phone: String
  friends: [User]
    @connect(source: "api", http: { GET: "/users/{$this.id}/friends" }, selection: "id name")
}
`;

export interface Surroundings {
  /** Files beside the suite, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Partial<ConnectorSettings>;
}

/** Reads a suite from its text: the problems as text, without the directory that it lies in. */
export function readText(text: string, { files = {} }: Surroundings = {}) {
  const cwd = temporaryDirectory({ ...files, "a.connector.yaml": text });
  const { suite, problems } = readSuite(join(cwd, "a.connector.yaml"), cwd);
  return { suite, problems: problems.map(formatProblem), cwd };
}

/** Runs a suite of this text against one schema; fails where the suite is malformed. */
export function runText(text: string, { files = {}, settings = {} }: Surroundings = {}) {
  const cwd = temporaryDirectory({ ...files, "a.connector.yaml": text, "schema.graphql": schema });
  const { suite, problems } = readSuite(join(cwd, "a.connector.yaml"), cwd);
  if (suite === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  const { connectors } = readContract({ path: join(cwd, "schema.graphql") });
  const result = runSuite(suite, {
    connectors,
    settingsOf: () => ({
      baseUrl: undefined,
      config: {},
      env: {},
      batch: () => ({ maxUrlBytes: 8192 }),
      defaultBatchSize: 100,
      ...settings,
    }),
    isWanted: () => true,
  });
  return {
    statuses: result.tests.map(({ status }) => status),
    failures: result.tests.flatMap(({ failures }) =>
      failures.map(({ what, origin, expected, came }) => ({
        what,
        line: origin.line,
        expected,
        came,
      })),
    ),
    problems: result.problems.map(formatProblem),
  };
}

/** A suite of one test, of these lines. */
export function testOf(...lines: readonly string[]): string {
  return ["tests:", "  - name: It", ...lines.map((line) => `    ${line}`)].join("\n");
}

/** A test of a connector with what is to come of it, in a line each. */
export function given(target: string, ...lines: readonly string[]) {
  return runText(testOf(`target: ${target}`, ...lines));
}

/** What comes of one test that passes. */
export const passed = { statuses: ["passed"], failures: [], problems: [] };

/** The variables for a user, and the answer with one. */
export const one = 'variables: { $args: { id: "1" } }';
export const user = `apiResponseBody: '{ "id": 1, "name": "Ann" }'`;
