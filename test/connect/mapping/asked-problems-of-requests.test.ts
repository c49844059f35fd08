import { describe, expect, test } from "vitest";

import { drop, json, type Routes } from "../../support/upstream.ts";
import { openGateway } from "../../gateway/support/open-gateway.ts";

const headers = { "sluice-mapping-problems": "report" };

interface Asked {
  /** The arguments of the connector, but for `source` and `selection`. */
  readonly connector: string;
  readonly source?: string;
  readonly http?: string;
  readonly args?: Record<string, unknown>;
  readonly routes?: Routes;
}

/** What one who asks is told of one call of a connector. */
async function problemsOf({ connector, source, http, args = {}, routes = {} }: Asked) {
  const { ask, upstream } = await openGateway({
    schema: `
      scalar JSON
      type Query { ask(x: JSON): JSON @connect(source: "api", ${connector}, selection: "$.ok") }
    `,
    mode: "development",
    routes: { "GET /a": () => json({ ok: 1 }), "POST /a": () => json({ ok: 1 }), ...routes },
    ...(source !== undefined && { source }),
    ...(http !== undefined && { http }),
  });
  const { extensions } = await ask("query ($x: JSON) { ask(x: $x) }", { headers, variables: args });
  return { problems: extensions?.["mappingProblems"], calls: upstream.asked.length };
}

const missing = (mapping: string, path = "$args.x") => ({
  connector: "Query.ask",
  mapping,
  message: 'There is no "x" in an object',
  path,
  count: 1,
});

const notFound = () => json({ ok: 1 }, { status: 404 });

describe("a caller who asks is told what was not found for", () => {
  test.each<[string, Asked]>([
    ["http.GET", { connector: 'http: { GET: "/a?q={$args.x}" }' }],
    ["http.path", { connector: 'http: { GET: "/a", path: "$args.x" }' }],
    ["http.queryParams", { connector: 'http: { GET: "/a", queryParams: "q: $args.x" }' }],
    ["http.body", { connector: 'http: { POST: "/a", body: "q: $args.x" }' }],
    [
      "http.headers.x-key",
      { connector: 'http: { GET: "/a", headers: { name: "x-key", value: "k {$args.x}" } }' },
    ],
    ["source.http.path", { connector: 'http: { GET: "/a" }', http: 'path: "$config.x"' }],
    [
      "source.http.queryParams",
      { connector: 'http: { GET: "/a" }', http: 'queryParams: "q: $context.x"' },
    ],
    [
      "http.headers.x-key",
      {
        connector: 'http: { GET: "/a", headers: { name: "x-key", value: "k {$args.x}" } }',
        // The connector's stands in its place: it is not sent, and is no problem.
        http: 'headers: { name: "X-Key", value: "{$context.x}" }',
      },
    ],
    [
      "errors.message",
      {
        connector: 'http: { GET: "/a" }, errors: { message: "$args.x" }',
        routes: { "GET /a": notFound },
      },
    ],
    [
      "errors.extensions",
      {
        connector: 'http: { GET: "/a" }',
        source: 'errors: { extensions: "why: $context.x" }',
        routes: { "GET /a": notFound },
      },
    ],
    ["isSuccess", { connector: 'http: { GET: "/a" }, isSuccess: "$args.x->eq(1)"' }],
  ])("%s (%#)", async (mapping, asked) => {
    const { connector, http = "", source = "" } = asked;
    const [path = ""] = /\$\w+\.x/.exec(connector + http + source) ?? [];
    expect(await problemsOf(asked)).toEqual({ problems: [missing(mapping, path)], calls: 1 });
  });

  test("a value that has no property of its name, by its path", async () => {
    const { problems } = await problemsOf({
      connector: 'http: { POST: "/a", body: "name: title" }',
    });
    expect(problems).toEqual([
      { ...missing("http.body", "$.title"), message: 'There is no "title" in nothing' },
    ]);
  });

  test("a request that cannot be made", async () => {
    const told = await problemsOf({
      connector: 'http: { GET: "/a/{$args.x->levitate}/{$args.x}" }',
      args: { x: {} },
    });
    const message = "There is no method ->levitate";
    const path = "$args.x->levitate";
    expect(told).toEqual({
      problems: [{ connector: "Query.ask", mapping: "http.GET", message, path, count: 1 }],
      calls: 0,
    });
  });

  test("a call that is not answered", async () => {
    const { problems } = await problemsOf({
      connector: 'http: { GET: "/a?q={$args.x}" }',
      routes: { "GET /a": drop },
    });
    expect(problems).toEqual([missing("http.GET")]);
  });
});

describe("nothing is told", () => {
  test.each<[string, Asked]>([
    [
      "of what is there",
      { connector: 'http: { POST: "/a?q={$args.x}", body: "q: $args.x" }', args: { x: 1 } },
    ],
    ["of what is said to be optional", { connector: 'http: { GET: "/a?q={$args.x?}" }' }],
    [
      "of what is no mapping",
      { connector: 'http: { GET: "/a", headers: { name: "x-a", from: "x-b" } }' },
    ],
  ])("%s", async (_claim, asked) => {
    expect(await problemsOf(asked)).toEqual({ problems: [], calls: 1 });
  });
});

test("requests that differ in nothing but who asks are the same", async () => {
  const schema = `
    type Query { ask(x: Int): Int @connect(source: "api", http: { POST: "/a?q={$args.x}", body: "y: $args.y" }, selection: "$.ok") }
  `;
  const { ask, upstream } = await openGateway({
    schema: schema.replace("(x: Int)", "(x: Int, y: Int)"),
    mode: "development",
    routes: { "POST /a": () => json({ ok: 1 }) },
  });
  await ask("{ ask(x: 1) }", { headers });
  await ask("{ ask(x: 1) }");
  const [one, other] = upstream.requests.map(({ path, body }) => ({ path, body }));
  expect(one).toEqual(other);
});
