import { createServer } from "node:http";

import { expect, onTestFinished, test } from "vitest";

import {
  type ConfigInput,
  createGateway,
  type GatewayOptions,
  type Problem,
  ProblemsError,
} from "../../src/gateway.ts";
import { json } from "../support/upstream.ts";
import { createLogMemory, openGateway, schemaFile } from "./support/open-gateway.ts";

const connected = (connect: string, more = "") => `
extend schema @source(name: "api", http: { baseURL: "http://localhost:1" })
type Query {
  post(id: ID!): Post
    @connect(${connect})
}
type Post { id: ID title: String }
${more}`;

test("a schema path where nothing is", async () => {
  expect(await problemsOf({ schema: "no/such/schema.graphql" })).toEqual([
    {
      code: "SCHEMA_NOT_FOUND",
      severity: "error",
      message: 'The schema path "no/such/schema.graphql" does not exist.',
      help: expect.stringContaining("Give `schema` the path of a schema file"),
      origin: undefined,
    },
  ]);
});

test("the configuration's schema path, where nothing is", async () => {
  expect(await problemsOf({ config: { schema: "no/such/schema" } })).toMatchObject([
    { code: "SCHEMA_NOT_FOUND", message: expect.stringContaining('"no/such/schema"') },
  ]);
});

test("broken SDL is told with its file, line and column", async () => {
  const file = schemaFile("type Query {\n  post: [Post!\n}\n");
  expect(await problemsOf({ schema: file })).toMatchObject([
    {
      code: "SDL_SYNTAX",
      message: expect.stringContaining("Syntax Error"),
      origin: { file, line: 3, column: 1 },
    },
  ]);
});

test("a connector of a source that nobody declares is told where it stands", async () => {
  const file = schemaFile(
    connected('source: "app", http: { GET: "/post" }, selection: "id title"'),
  );
  expect(await problemsOf({ schema: file })).toMatchObject([
    {
      code: "UNKNOWN_SOURCE",
      message: expect.stringContaining('"app"'),
      help: expect.stringContaining('"api"'),
      origin: { file, line: 5 },
    },
  ]);
});

test("a syntax error in a selection points into the string", async () => {
  const connect =
    'source: "api", http: { GET: "/post" }, selection: """\n      id\n      title: $.name->\n    """';
  const file = schemaFile(connected(connect));
  const [problem, ...others] = await problemsOf({ schema: file });
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    code: "MAPPING_SYNTAX",
    severity: "error",
    origin: { file, line: 7, column: "      title: $.name->".length + 1 },
  });
});

test("all that is wrong is told at once", async () => {
  const schema = connected('source: "app", http: { GET: "/post" }, selection: "id title("');
  const orphan =
    'type Query { orphan: Int @freshness(ttl: "0s") @connect(source: "api", http: { GET: "/x/{$args.y}" }, selection: "$") }';
  expect(await problemsOf({ schema: schemaFile(`${schema}\nextend ${orphan}`) })).toMatchObject([
    { code: "UNKNOWN_SOURCE" },
    { code: "MAPPING_SYNTAX" },
    { message: expect.stringContaining("y") },
  ]);
});

test("settings of a source that the schema does not have are refused", async () => {
  const schema = schemaFile(
    connected('source: "api", http: { GET: "/post" }, selection: "id title"'),
  );
  expect(await problemsOf({ schema, config: { sources: { apo: {}, other: {} } } })).toMatchObject([
    {
      code: "UNKNOWN_SOURCE",
      message: expect.stringContaining('"apo"'),
      help: expect.stringContaining('It has api. Did you mean "api"? Settings for another schema'),
    },
    { code: "UNKNOWN_SOURCE", message: expect.stringContaining('"other"') },
  ]);
});

test("settings of a source are refused where the schema has none at all", async () => {
  const schema = schemaFile("type Query { greet: String }");
  const resolvers = { Query: { greet: () => "hi" } };
  expect(await problemsOf({ schema, resolvers, config: { sources: { api: {} } } })).toMatchObject([
    { code: "UNKNOWN_SOURCE", help: "Declare it with @source, or remove sources.api." },
  ]);
});

test("settings of the wrong form are refused", async () => {
  const config = { server: { port: "many" } } as unknown as ConfigInput;
  expect(await problemsOf({ config })).toMatchObject([
    { code: "CONFIG_INVALID_VALUE", message: expect.stringContaining("server.port") },
  ]);
});

test("connectors that can make no request with these settings are refused, all of them", async () => {
  const schema = schemaFile(`
    extend schema @source(name: "api", http: { baseURL: "http://localhost:1" })
    type Query {
      one: Int @connect(source: "api", http: { GET: "/a" headers: [{ name: "x-key", value: "{$config.key}" }] }, selection: "$")
      two: Int @connect(source: "api", http: { GET: "/b/{$config.key}" }, selection: "$")
      three: Int @connect(source: "api", http: { GET: "/c" }, selection: "$")
    }
  `);
  const config = { sources: { api: { config: { key: { is: "an object" } } } } };
  expect(await problemsOf({ schema, config })).toMatchObject([
    { code: "INVALID_REQUEST", message: expect.stringContaining("Query.one can make no request") },
    { code: "INVALID_REQUEST", message: expect.stringContaining("Query.two can make no request") },
  ]);
});

test("a doubtful schema starts, and says what is doubtful", async () => {
  const { lines } = await openGateway({
    schema:
      'type Query { a: A @connect(source: "api", http: { GET: "/a" }, selection: "x") } type A { x: Int }',
    routes: { "GET /a": () => json({ x: 1 }) },
  });
  expect(lines()).toMatchObject([
    { level: "warn", code: expect.any(String), file: expect.any(String), line: 2 },
  ]);
});

test("what the schema reads and nobody has set is told at start", async () => {
  const { lines } = await openGateway({
    schema: `type Query {
      a: Int @freshness(ttl: "0s")
        @connect(source: "api", http: { GET: "/a?key={$config.key}" }, selection: "$")
      b: Int @freshness(ttl: "0s") @connect(source: "api", http: { GET: "/b?key={$config.isSet}" }, selection: "$")
    }`,
    api: { config: { isSet: 1 } },
  });
  expect(lines()).toMatchObject([
    { level: "warn", code: "UNSET_CONFIG", msg: expect.stringContaining("sources.api.config.key") },
  ]);
});

test("a port that is in use is told when the gateway starts", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { gateway } = await openGateway({
    schema: "type Query { greet: String }",
    resolvers: { Query: { greet: () => "hi" } },
    server: { port },
  });
  const failure = await gateway.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProblemsError);
  expect(failure).toMatchObject({
    problems: [
      { code: "PORT_IN_USE", message: `Port ${port} on 127.0.0.1 is in use by another process.` },
    ],
  });
});

/** What a gateway is refused for. */
async function problemsOf(options: GatewayOptions): Promise<readonly Problem[]> {
  const { log } = createLogMemory();
  const failure: unknown = await createGateway({ log, ...options }).then(
    () => "it was created",
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ProblemsError);
  return failure instanceof ProblemsError ? failure.problems : [];
}
