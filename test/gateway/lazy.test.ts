import { describe, expect, test } from "vitest";

import { createHeld } from "../support/held.ts";
import { until } from "../support/until.ts";
import { json, type Routes } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const ids = Array.from({ length: 100 }, (_, index) => String(index + 1));

const schema = `
  type Query {
    posts: [Post!] @freshness(ttl: "0s")
      @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: authorId }")
    post(id: ID!): Post @freshness(ttl: "0s")
      @connect(source: "api", http: { GET: "/post/{$args.id}" }, selection: "id author: { id: authorId }")
  }
  type Post
    @freshness(ttl: "1m")
    @connect(
      source: "api"
      http: { GET: "/reviews", queryParams: "id: $batch.id" }
      batch: { maxSize: 200 }
      selection: "id reviews"
    ) {
    id: ID!
    author: Author
    reviews: [String] @lazy(reason: "The reviews API takes its time.", budget: "50ms", owner: "team-shop")
  }
  type Author
    @freshness(ttl: "1m")
    @connect(
      source: "api"
      http: { GET: "/authors", queryParams: "id: $batch.id" }
      batch: { maxSize: 200 }
      selection: "id name"
    ) {
    id: ID!
    name: String
  }
`;

const idsOf = (query: URLSearchParams): readonly string[] => query.getAll("id");

const routes: Routes = {
  "GET /posts": () => json(ids.map((id) => ({ id, authorId: id }))),
  "GET /post/1": () => json({ id: "1", authorId: "1" }),
  "GET /authors": ({ query }) => json(idsOf(query).map((id) => ({ id, name: `Author ${id}` }))),
  "GET /reviews": answerReviews,
};

describe("a lazy field", () => {
  test("makes no call where nobody selects it", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    await ask("{ posts { id author { name } } }");
    expect(upstream.requests.map(({ path }) => path)).toEqual(["/posts", "/authors"]);
  });

  test("in a list of a hundred makes one call, apart from those of the first part", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    const { data, errors } = await ask("{ posts { id author { name } reviews } }");
    expect(errors).toBeUndefined();
    expect(data?.["posts"]).toEqual(
      ids.map((id) => ({ id, author: { name: `Author ${id}` }, reviews: [`of ${id}`] })),
    );
    expect(upstream.requests.map(({ path, query }) => [path, idsOf(query).length])).toEqual([
      ["/posts", 0],
      ["/authors", 100],
      ["/reviews", 100],
    ]);
  });

  test("that takes longer than its budget is null, and is there for who asks next", async () => {
    const held = createHeld();
    const { ask, upstream } = await openGateway({
      schema,
      routes: { ...routes, "GET /reviews": held.hold(answerReviews) },
    });
    const query = `{ post(id: 1) { id reviews } }`;
    expect(await ask(query)).toMatchObject({
      data: { post: { id: "1", reviews: null } },
      errors: [
        {
          path: ["post", "reviews"],
          extensions: { code: "LAZY_BUDGET_EXCEEDED", budgetMs: 50, retryable: true },
        },
      ],
    });
    held.letAllGo();
    await until(async () => (await ask(query)).errors === undefined);
    expect(await ask(query)).toEqual({ data: { post: { id: "1", reviews: ["of 1"] } } });
    expect(upstream.asked.filter((asked) => asked.startsWith("GET /reviews"))).toEqual([
      "GET /reviews?id=1",
    ]);
  });

  test("with a budget of 50 ms at a source that takes 500 ms lets its operation answer within 80 ms", async () => {
    const { ask } = await openGateway({
      schema,
      routes: {
        ...routes,
        "GET /post/:id": ({ params }) => json({ id: params["id"] ?? "", authorId: "1" }),
        async "GET /reviews"(request) {
          await new Promise((resolve) => setTimeout(resolve, 500));
          return answerReviews(request);
        },
      },
    });
    const tookMs: number[] = [];
    for (const id of ["warm", "2", "3", "4", "5", "6"]) {
      const startedAtMs = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { errors } = await ask("query ($id: ID!) { post(id: $id) { reviews } }", {
        variables: { id },
      });
      tookMs.push(performance.now() - startedAtMs);
      expect(errors).toMatchObject([{ extensions: { code: "LAZY_BUDGET_EXCEEDED" } }]);
    }
    // The quickest: others may have met a busy machine.
    expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(49);
    expect(Math.min(...tookMs)).toBeLessThan(80);
    await until(async () => {
      const { data } = await ask("{ post(id: 2) { reviews } }");
      return JSON.stringify(data) === JSON.stringify({ post: { reviews: ["of 2"] } });
    });
  });

  test("does not hold up the first part, however long its source takes", async () => {
    const held = createHeld();
    const { gateway, upstream } = await openGateway({
      schema,
      routes: { ...routes, "GET /reviews": held.hold(answerReviews) },
    });
    const { url } = await gateway.start();
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "multipart/mixed;incrementalSpec=v0.2, application/json",
      },
      body: JSON.stringify({ query: "{ posts { id author { name } ... @defer { reviews } } }" }),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader?.read())?.value ?? "";
    // Nothing of it can be there: the source answers when it is told to.
    expect(first).toContain('"name":"Author 100"');
    expect(first).toContain('"hasNext":true');
    expect(first).not.toContain("of 1");
    expect(upstream.requests.map(({ path }) => path)).toEqual(["/posts", "/authors", "/reviews"]);
    held.letAllGo();
    let rest = "";
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const read = await reader?.read();
      if (read === undefined || read.done) break;
      rest += read.value;
    }
    expect(rest).toContain('"reviews":["of 100"]');
    expect(rest).toContain('"hasNext":false');
  });
});

function answerReviews({ query }: { readonly query: URLSearchParams }) {
  return json(idsOf(query).map((id) => ({ id, reviews: [`of ${id}`] })));
}
