import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const connect = (path: string, selection: string) =>
  `@connect(source: "api", http: { GET: "${path}" }, selection: """${selection}""")`;

describe("selections", () => {
  const schema = `
    type Query {
      user(id: ID! = 1): User ${connect("/users/{$args.id}", "id name")}
      echo(in: In, list: [Int!], text: String): String
        @connect(source: "api", http: { POST: "/echo", body: "$args" }, selection: "$.text")
    }
    input In { a: Int = 5, b: [Size!] }
    enum Size { S M }
    type User { id: ID! name: String todos: Int ${connect("/todos/{$this.id}", "$")} }
  `;
  const open = async () =>
    openGateway({
      schema,
      routes: {
        "GET /users/:id": ({ params: { id } }) => json({ id, name: `user ${id}` }),
        "GET /todos/:id": () => json(3),
        "POST /echo": ({ body: sent }) => json({ text: sent }),
      },
    });

  test("@skip and @include with variables: the same document, with other values", async () => {
    const { ask, upstream } = await open();
    const query = `query ($full: Boolean!, $brief: Boolean = false) {
      user { id @skip(if: $brief) name @include(if: $full) ... @include(if: $full) { todos } }
    }`;
    const full = { data: { user: { id: "1", name: "user 1", todos: 3 } } };
    expect(await ask(query, { variables: { full: true } })).toEqual(full);
    expect(upstream.asked).toEqual(["GET /users/1", "GET /todos/1"]);
    upstream.forget();
    expect(await ask(query, { variables: { full: false } })).toEqual({
      data: { user: { id: "1" } },
    });
    expect(upstream.asked).toEqual(["GET /users/1"]);
    expect(await ask(query, { variables: { full: true, brief: true } })).toEqual({
      data: { user: { name: "user 1", todos: 3 } },
    });
    expect(await ask(query, { variables: { full: true } })).toEqual(full);
    expect(
      await ask("{ user { name @skip(if: true) id @include(if: false) __typename } }"),
    ).toEqual({
      data: { user: { __typename: "User" } },
    });
  });

  test("a root field that is skipped is not asked for", async () => {
    const { ask, upstream } = await open();
    expect(
      await ask("query ($no: Boolean!) { user @include(if: $no) { id } __typename }", {
        variables: { no: false },
      }),
    ).toEqual({
      data: { __typename: "Query" },
    });
    expect(upstream.asked).toEqual([]);
  });

  test("aliases answer one field with several arguments, in the order in which they stand", async () => {
    const { ask, upstream } = await open();
    const result = await ask(
      `query ($id: ID!) {
      b: user(id: $id) { name }
      a: user(id: 2) { name }
      again: user(id: "2") { id }
      user { name ...More }
    }
    fragment More on User { title: name name }`,
      { variables: { id: 3 } },
    );
    expect(JSON.stringify(result.data)).toBe(
      JSON.stringify({
        b: { name: "user 3" },
        a: { name: "user 2" },
        again: { id: "2" },
        user: { name: "user 1", title: "user 1" },
      }),
    );
    expect(upstream.asked.toSorted()).toEqual(["GET /users/1", "GET /users/2", "GET /users/3"]);
  });

  test("arguments are coerced, with their defaults; what is not given is not sent", async () => {
    const { ask } = await open();
    const query = "query ($in: In, $list: [Int!]) { echo(in: $in, list: $list) }";
    const echoOf = async (variables: Record<string, unknown>) => {
      const { data } = await ask(query, { variables });
      return JSON.parse(String(data?.["echo"])) as unknown;
    };
    expect(await echoOf({ in: { b: "S" }, list: 4 })).toEqual({
      in: { a: 5, b: ["S"] },
      list: [4],
    });
    expect(await echoOf({ in: null })).toEqual({ in: null });
  });

  test("arguments that fail only when the operation runs fail their own field", async () => {
    const { ask, upstream } = await open();
    const query = "query ($id: ID = 2) { bad: user(id: $id) { name } good: user { id } }";
    expect(await ask(query, { variables: { id: null } })).toMatchObject({
      data: { bad: null, good: { id: "1" } },
      errors: [{ path: ["bad"], message: expect.stringContaining("must not be null") }],
    });
    expect(upstream.asked).toEqual(["GET /users/1"]);
  });

  test("of several operations in a document the named one runs", async () => {
    const { ask } = await open();
    const query = "query A { user { id } } query B { user(id: 2) { id } }";
    expect(await ask(query, { operationName: "B" })).toEqual({ data: { user: { id: "2" } } });
    expect(await ask(query, { operationName: "A" })).toEqual({ data: { user: { id: "1" } } });
    expect(await ask(query)).toMatchObject({
      errors: [{ extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }],
    });
  });
});
