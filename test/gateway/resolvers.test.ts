import { join } from "node:path";

import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { json } from "../support/upstream.ts";
import { createLogMemory, openGateway, schemaFile } from "./support/open-gateway.ts";

interface Post {
  readonly id: number;
  readonly title: string;
}

describe("a field's resolver", () => {
  test("answers at once or with a promise, given parent, arguments and context", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query {
          post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id title")
          hello(name: String = "you"): String
        }
        type Post { id: ID title: String shout(mark: String!): String from: String }
      `,
      routes: { "GET /post": () => json({ id: 1, title: "hi" }) },
      resolvers: {
        Query: {
          hello: (parent: unknown, { name }: { name: string }) => `${typeof parent} ${name}`,
        },
        Post: {
          shout: async ({ title }: Post, { mark }: { mark: string }) => title.toUpperCase() + mark,
          from: ({ id }: Post, _args: unknown, { headers }: { headers: Record<string, string> }) =>
            `${id} for ${headers["x-client"]}`,
        },
      },
    });
    const request = { headers: { "x-client": "me" }, variables: { mark: "!" } };
    expect(
      await ask("query ($mark: String!) { hello post { shout(mark: $mark) from } }", request),
    ).toEqual({
      data: { hello: "undefined you", post: { shout: "HI!", from: "1 for me" } },
    });
    expect(upstream.asked).toEqual(["GET /post"]);
  });

  test("may answer with lists of promises, in lists", async () => {
    const { ask } = await openGateway({
      schema: "type Query { matrix: [[Int]] mixed: [Int] }",
      resolvers: {
        Query: {
          matrix: () => [[Promise.resolve(1), 2], Promise.resolve([3]), Promise.resolve(null)],
          mixed: () => [1, Promise.reject(new GraphQLError("not this one")), Promise.resolve(3)],
        },
      },
    });
    expect(await ask("{ matrix mixed }")).toMatchObject({
      data: { matrix: [[1, 2], [3], null], mixed: [1, null, 3] },
      errors: [{ message: "not this one", path: ["mixed", 1] }],
    });
  });

  test("may answer with objects that connectors complete by their key", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { friends: [User] }
        type User
          @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name age") {
          id: ID! name: String age: Int
          todos: Int @connect(source: "api", http: { GET: "/todos/{$this.id}" }, selection: "$")
        }
      `,
      routes: {
        "GET /users": ({ query }) =>
          json(query.getAll("id").map((id) => ({ id, name: `user ${id}`, age: 30 }))),
        "GET /todos/:id": ({ params: { id } }) => json(Number(id) * 10),
      },
      resolvers: {
        Query: {
          friends: () => [
            { id: 1 },
            { id: 2, name: "ours", todos: 0 },
            null,
            { id: 3, name: "mine", age: 9, todos: 7 },
          ],
        },
      },
    });
    expect(await ask("{ friends { name age todos } }")).toEqual({
      data: {
        friends: [
          { name: "user 1", age: 30, todos: 10 },
          { name: "ours", age: 30, todos: 0 },
          null,
          { name: "mine", age: 9, todos: 7 },
        ],
      },
    });
    // Nobody is asked for what a resolver has given already.
    expect(upstream.asked.toSorted()).toEqual(["GET /todos/1", "GET /users?id=1&id=2"]);
  });

  test("that gives an object keeps what it gave where its connector fails", async () => {
    const { ask } = await openGateway({
      schema: `
        type Query { friend: User }
        type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name age") {
          id: ID! name: String age: Int
        }
      `,
      routes: { "GET /users/:id": () => json({}, { status: 500 }) },
      resolvers: { Query: { friend: () => ({ id: 1, name: "ours" }) } },
    });
    expect(await ask("{ friend { id name age } }")).toMatchObject({
      data: { friend: { id: "1", name: "ours", age: null } },
      errors: [{ path: ["friend", "age"], extensions: { code: "CONNECTOR_FETCH" } }],
    });
  });
});

describe("what a resolver throws", () => {
  const schema =
    "type Query { kept: Int coded: Int bug: Int later: Int odd: Int returned: Int fine: Int }";
  const resolvers = {
    Query: {
      kept: () => {
        throw new GraphQLError("too many", { extensions: { limit: 3 } });
      },
      coded: () => {
        throw new GraphQLError("not yours", { extensions: { code: "FORBIDDEN" } });
      },
      bug: () => {
        throw new TypeError("secret.table is not a function");
      },
      later: async () => {
        throw new Error("secret, later");
      },
      odd: () => {
        // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- what others' code may do
        throw "secret text";
      },
      returned: () => new Error("secret, returned"),
      fine: () => 1,
    },
  };
  const query = "{ kept coded bug later odd returned fine }";

  test("reaches clients as it is when it is a GraphQLError, and masked otherwise", async () => {
    const { ask, lines } = await openGateway({ schema, resolvers });
    const { data, errors } = await ask(query);
    expect(data).toEqual({
      kept: null,
      coded: null,
      bug: null,
      later: null,
      odd: null,
      returned: null,
      fine: 1,
    });
    const masked = {
      message: "Internal server error",
      extensions: { code: "INTERNAL_SERVER_ERROR" },
    };
    expect(
      errors?.toSorted((a, b) => query.indexOf(String(a.path)) - query.indexOf(String(b.path))),
    ).toMatchObject([
      { message: "too many", path: ["kept"], extensions: { limit: 3 } },
      { message: "not yours", path: ["coded"], extensions: { code: "FORBIDDEN" } },
      { ...masked, path: ["bug"] },
      { ...masked, path: ["later"] },
      { ...masked, path: ["odd"] },
      { ...masked, path: ["returned"] },
    ]);
    expect(JSON.stringify(errors)).not.toContain("secret");
    expect(JSON.stringify(lines().filter(({ level }) => level === "error"))).toContain(
      "secret.table",
    );
  });

  test("is shown in development, with its stack", async () => {
    const { ask } = await openGateway({ schema, resolvers, mode: "development" });
    const { errors } = await ask("{ bug odd }");
    expect(errors).toMatchObject([
      {
        message: "secret.table is not a function",
        extensions: { stacktrace: expect.arrayContaining([expect.stringContaining("TypeError")]) },
      },
      { message: "A resolver threw secret text." },
    ]);
  });
});

test("__resolveType tells the type of a value; without it, __typename does", async () => {
  const { ask } = await openGateway({
    schema: `
      interface Animal { name: String }
      type Cat implements Animal { name: String lives: Int }
      type Dog implements Animal { name: String barks: Boolean }
      union Pet = Cat | Dog
      type Query { animals: [Animal] pets: [Pet] }
    `,
    resolvers: {
      Query: {
        animals: () => [
          { name: "Tom", lives: 9 },
          { name: "Rex", barks: true },
        ],
        pets: () => [
          { __typename: "Cat", name: "Tom" },
          { __typename: "Fish" },
          { name: "?" },
          "Rex",
        ],
      },
      Animal: { __resolveType: (value: object) => ("lives" in value ? "Cat" : "Dog") },
    },
  });
  const { data, errors } = await ask(`{
    animals { __typename name ... on Cat { lives } ... on Dog { barks } }
    pets { __typename ... on Animal { name } }
  }`);
  expect(data).toEqual({
    animals: [
      { __typename: "Cat", name: "Tom", lives: 9 },
      { __typename: "Dog", name: "Rex", barks: true },
    ],
    pets: [{ __typename: "Cat", name: "Tom" }, null, null, null],
  });
  expect(errors).toMatchObject([
    { path: ["pets", 1], message: expect.stringContaining('says it is "Fish"') },
    { path: ["pets", 2], message: expect.stringContaining("does not tell") },
    { path: ["pets", 3], message: expect.stringContaining("does not tell") },
  ]);
});

test("resolvers come from the module that the configuration names; those given in code win", async () => {
  const directory = temporaryDirectory({
    "resolvers.mjs": "export const resolvers = { Query: { greet: () => 'from the module' } };",
  });
  const options = {
    schema: schemaFile("type Query { greet: String }"),
    config: { resolvers: join(directory, "resolvers.mjs") },
    log: createLogMemory().log,
  };
  const fromModule = await createGateway(options);
  const fromCode = await createGateway({
    ...options,
    resolvers: { Query: { greet: () => "from code" } },
  });
  expect(await fromModule.execute({ query: "{ greet }" })).toEqual({
    data: { greet: "from the module" },
  });
  expect(await fromCode.execute({ query: "{ greet }" })).toEqual({ data: { greet: "from code" } });
  await Promise.all([fromModule.stop(), fromCode.stop()]);
});
