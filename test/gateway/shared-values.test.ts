import { GraphQLScalarType } from "graphql";
import { expect, test } from "vitest";

import { createHeld } from "../support/held.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

test("what a resolver does to its parent does not reach the requests that share it", async () => {
  const held = createHeld();
  const { ask, upstream } = await openGateway({
    schema: `
      type Query { post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id tags") }
      type Post { id: ID tags: [String] seen: Int }
    `,
    routes: { "GET /post": held.hold(() => json({ id: 1, tags: ["a"] })) },
    resolvers: { Post: { seen: ({ tags }: { tags: string[] }) => tags.push("mine") } },
  });
  const answers = [
    ask("{ post { seen } }"),
    ask("{ post { tags seen } }"),
    ask("{ post { tags } }"),
  ];
  await upstream.hasReceived(1);
  held.letAllGo();
  expect((await Promise.all(answers)).map(({ data }) => data)).toEqual([
    { post: { seen: null } },
    { post: { tags: ["a"], seen: null } },
    { post: { tags: ["a"] } },
  ]);
  expect(upstream.asked).toEqual(["GET /post"]);
});

test("what a scalar does to a value does not reach them either", async () => {
  const held = createHeld();
  const { ask, upstream } = await openGateway({
    schema: `
      scalar Any
      type Query { any: Any @connect(source: "api", http: { GET: "/any" }, selection: "list") }
    `,
    routes: { "GET /any": held.hold(() => json({ list: { a: [1] } })) },
    resolvers: {
      Any: new GraphQLScalarType({
        name: "Any",
        serialize(value) {
          if (typeof value === "object" && value !== null) Reflect.set(value, "b", "mine");
          return value;
        },
      }),
    },
  });
  const answers = [ask("{ any }"), ask("{ any }")];
  await upstream.hasReceived(1);
  held.letAllGo();
  expect((await Promise.all(answers)).map(({ data }) => data)).toEqual([
    { any: { list: { a: [1] } } },
    { any: { list: { a: [1] } } },
  ]);
  expect(upstream.asked).toEqual(["GET /any"]);
});

test("nor where values come without a call, or not at all", async () => {
  const { ask, upstream } = await openGateway({
    schema: `
      type Query {
        pair(of: String): Pair @connect(selection: "both: $([$args.of, $args.of])")
        gone: Pair @connect(source: "api", http: { GET: "/gone" }, selection: "both")
      }
      type Pair { both: [String] more: Int }
    `,
    resolvers: { Pair: { more: ({ both }: { both: string[] }) => both.push("mine") } },
  });
  const { data } = await ask(`{ pair(of: "a") { both more } gone { both } }`);
  expect(data).toEqual({ pair: { both: ["a", "a"], more: null }, gone: null });
  expect(upstream.asked).toEqual(["GET /gone"]);
});
