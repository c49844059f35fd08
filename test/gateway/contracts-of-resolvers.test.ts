import { describe, expect, test } from "vitest";

import { batch } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { json } from "../support/upstream.ts";
import { turns, until } from "../support/until.ts";
import { countedLoad, rate } from "./support/counted-load.ts";
import { openGateway } from "./support/open-gateway.ts";

const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `${index + 1}` }));

const title = () => "here";

describe("a lazy field", () => {
  const schema = `
    type Query { posts: [Post!] }
    type Post { id: ID! title: String dear: Float @lazy(reason: "it is dear", budget: "30ms") }
  `;
  const Query = { posts: () => ids(100) };

  test("of a batch resolver costs nothing where nobody selects it, and one call for a list", async () => {
    const { asked, load } = countedLoad(rate);
    const Post = { title, dear: batch({ reads: ["id"], load }) };
    const { ask } = await openGateway({ schema, resolvers: { Query, Post } });
    await ask("{ posts { title } }");
    expect(asked).toEqual([]);
    const { data } = await ask("{ posts { dear } }");
    expect(data?.["posts"]).toHaveLength(100);
    expect(Object(data?.["posts"])[99]).toEqual({ dear: 100 });
    expect(asked).toHaveLength(1);
  });

  test("is null once its budget is over, and what comes later is kept for the next caller", async () => {
    const { asked, load } = countedLoad(rate);
    const { promise: isOpen, resolve: open } = Promise.withResolvers<undefined>();
    const dear = batch({
      reads: ["id"],
      load: async (keys: Parameters<typeof load>[0]) => {
        const outcomes = load(keys);
        await isOpen;
        return outcomes;
      },
    });
    const { ask } = await openGateway({
      schema: schema.replace("type Post", 'type Post @freshness(ttl: "1h")'),
      resolvers: { Query, Post: { title, dear } },
    });
    const { data, errors } = await ask("{ posts { title dear } }");
    expect(Object(data?.["posts"])[0]).toEqual({ title: "here", dear: null });
    expect(errors?.[0]).toMatchObject({
      path: ["posts", 0, "dear"],
      extensions: { code: "LAZY_BUDGET_EXCEEDED" },
    });
    open(undefined);
    await turns();
    const later = await ask("{ posts { dear } }");
    expect(later.errors).toBeUndefined();
    expect(Object(later.data?.["posts"])[1]).toEqual({ dear: 2 });
    expect(asked).toHaveLength(1);
  });

  test("of a function has a budget, too", async () => {
    const Post = { title, dear: () => new Promise(() => undefined) };
    const { ask } = await openGateway({ schema, resolvers: { Query, Post } });
    const { data, errors } = await ask("{ posts { title dear } }");
    expect(Object(data?.["posts"])[0]).toEqual({ title: "here", dear: null });
    expect(errors).toHaveLength(100);
  });
});

test("after a mutation nobody joins a call of a batch resolver that began before", async () => {
  const held = createHeld();
  const signals: (() => void)[] = [];
  let calls = 0;
  const { ask, upstream } = await openGateway({
    schema: `
      type Query { count: Int }
      type Mutation { add: Int @connect(source: "api", http: { POST: "/add" }, selection: "$") }
    `,
    routes: { "POST /add": held.hold(() => json(1)) },
    resolvers: {
      Query: {
        count: batch({
          load: async (keys) => {
            const own = ++calls;
            await new Promise<void>((resolve) => signals.push(resolve));
            return keys.map(() => own);
          },
        }),
      },
    },
  });
  const before = ask("{ count }");
  await until(() => signals.length === 1);
  const mutation = ask("mutation { add }");
  await upstream.hasReceived(1);
  held.letAllGo();
  await mutation;
  const after = ask("{ count }");
  await until(() => signals.length === 2);
  for (const letGo of signals) letGo();
  expect(await before).toEqual({ data: { count: 1 } });
  expect(await after).toEqual({ data: { count: 2 } });
});

test("an explanation counts the calls of batch resolvers, as a source of their own", async () => {
  const { load } = countedLoad(rate);
  const { ask, gateway } = await openGateway({
    schema: `
      type Query { posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id") }
      type Post { id: ID! rating: Float }
    `,
    routes: { "GET /posts": () => json(ids(250)) },
    resolvers: { Post: { rating: batch({ reads: ["id"], load }) } },
  });
  const query = "{ posts { rating } }";
  await ask(query);
  const { sources } = await gateway.explain({ query });
  expect(sources).toMatchObject([
    { source: "api", calls: { value: 1 } },
    { source: "custom resolvers", calls: { formula: "ceil(posts/100)", value: 3 } },
  ]);
});
