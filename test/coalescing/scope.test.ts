import { describe, expect, test } from "vitest";

import { compileScope } from "../../src/coalescing/scope.ts";
import type { RequestContext } from "../../src/connectors/request-context.ts";
import { connectorOf, type ConnectorTexts } from "../connectors/connector-fixture.ts";
import { json } from "../support/upstream.ts";
import { openHeldUsers } from "./support/held-users.ts";

const a = { headers: { authorization: "a" } };
const b = { headers: { authorization: "b" } };

function scopesOf(texts: ConnectorTexts, ...requests: readonly Partial<RequestContext>[]) {
  const scopeOf = compileScope(connectorOf(texts));
  return requests.map((request) => scopeOf({ headers: {}, context: {}, ...request }));
}

describe("requests share a scope", () => {
  test("all of them, where nothing is read of them", () => {
    expect(scopesOf({ headers: [{ name: "x", value: "1" }] }, a, b)).toEqual(["", ""]);
  });

  test.each<[string, ConnectorTexts]>([
    ["a header of the connector", { headers: [{ name: "x", from: "Authorization" }] }],
    ["a header of the source", { source: { headers: [{ name: "x", from: "authorization" }] } }],
    [
      "a header's template",
      { headers: [{ name: "x", value: "{$request.headers.authorization}" }] },
    ],
    ["the URL", { url: "/things?t={$request.headers.authorization->first}" }],
    ["the body", { method: "POST", body: "t: $request.headers.authorization" }],
    ["the source's query", { source: { queryParams: "t: $request.headers.authorization" } }],
    ["the selection", { selection: "t: $request.headers.authorization->first" }],
    ["an error's message", { errors: { message: "$request.headers.authorization->first" } }],
    ["what is a success", { isSuccess: "$request.headers.authorization->first->eq('a')" }],
  ])("only if they are equal in what is read of them in %s", (_place, texts) => {
    const [one, same, other, none] = scopesOf(texts, a, { headers: { ...a.headers } }, b, {});
    expect(one).not.toBe("");
    expect(same).toBe(one);
    expect(new Set([one, other, none]).size).toBe(3);
  });

  test("whatever else they differ in: trace headers among them", () => {
    const traced = { headers: { ...a.headers, traceparent: "00-1", "x-request-id": "1" } };
    const [one, other] = scopesOf({ headers: [{ name: "x", from: "authorization" }] }, a, traced);
    expect(other).toBe(one);
  });

  test("only if what is read of what the gateway knows of their callers is equal", () => {
    const [one, same, other] = scopesOf(
      { headers: [{ name: "x", value: "{$context.claims.tenant}" }] },
      { context: { claims: { tenant: "t1", sub: "u1" } } },
      { context: { claims: { sub: "u2", tenant: "t1" } } },
      { context: { claims: { tenant: "t2", sub: "u1" } } },
    );
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test.each<[string, ConnectorTexts]>([
    ["all of it", { method: "POST", body: "it: $context" }],
    ["entries of it", { url: "/things?c={$context.claims->entries->size}" }],
    ["what is below a list", { url: "/things?c={$context.claims.roles.name->joinNotNull(',')}" }],
    ["a group of it", { method: "POST", body: "it: $context.claims { roles { name } }" }],
    [
      "a variable of it",
      { url: "/things?c={$context.claims->as($c)->echo($c.roles->first.name)}" },
    ],
    ["a key that few have", { url: "/things?c={$context.claims.roles->first?.name}" }],
  ])("not if they differ in what a mapping learns by %s", (_what, texts) => {
    const scopes = scopesOf(
      texts,
      { context: { claims: { roles: [{ name: "a" }] } } },
      { context: { claims: { roles: [{ name: "b" }] } } },
      { context: { claims: { roles: [{ name: "a" }, { name: "b" }] } } },
      { context: { claims: { roles: [] } } },
      { context: { claims: { roles: "a" } } },
      { context: { claims: { roles: null } } },
      { context: { claims: {} } },
      { context: { claims: null } },
      {},
    );
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  test("not for numbers that differ only beyond what a double holds", () => {
    const [one, other] = scopesOf(
      { headers: [{ name: "x", value: "{$context.claims.id}" }] },
      { context: { claims: { id: 9007199254740993n } } },
      { context: { claims: { id: 9007199254740992n } } },
    );
    expect(other).not.toBe(one);
  });

  test("and take nothing for a claim that every object inherits", () => {
    const [one, other] = scopesOf(
      { headers: [{ name: "x", value: "{$context.claims.constructor}" }] },
      { context: { claims: { sub: "a" } } },
      { context: { claims: { sub: "b" } } },
    );
    expect(other).toBe(one);
  });

  test("not if a header comes once for one, and twice or not at all for the other", () => {
    const scopes = scopesOf(
      { headers: [{ name: "x", from: "x" }] },
      { headers: { x: "1" } },
      { headers: { x: ["1"] } },
      { headers: { x: ["1", "2"] } },
      { headers: { x: "1,2" } },
      { headers: { x: "" } },
      { headers: { x: "null" } },
      {},
    );
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  test("and it tells nothing of what was read", () => {
    const [scope] = scopesOf(
      { headers: [{ name: "x", from: "authorization" }] },
      { headers: { authorization: "secret" } },
    );
    expect(scope).toMatch(/^[\w-]{43}$/);
  });
});

describe("a call carries the credentials of one caller", () => {
  test("those of equal credentials share calls and keys; the others have their own", async () => {
    const { ask, held, upstream, coalescer, connector } = await openHeldUsers({
      answer: ({ query, headers }) =>
        json(query.getAll("id").map((id) => ({ id: Number(id), name: headers.authorization }))),
      texts: { headers: [{ name: "authorization", from: "authorization" }] },
    });
    const answers = [ask([1], a), ask([1, 2], b), ask([2], a), ask([1], b), ask([1])];
    expect(coalescer.groupCount).toBe(3);
    held.letAllGo();
    expect(await Promise.all(answers)).toEqual([
      [{ id: 1, name: "a" }],
      [
        { id: 1, name: "b" },
        { id: 2, name: "b" },
      ],
      [{ id: 2, name: "a" }],
      [{ id: 1, name: "b" }],
      [{ id: 1 }],
    ]);
    const sent = upstream.requests.map(
      ({ headers, query }) => `${headers.authorization ?? "nobody"} ${query.getAll("id").join()}`,
    );
    expect(sent.toSorted()).toEqual(["a 1,2", "b 1,2", "nobody 1"]);
    expect([coalescer.groupCount, connector.inputs.headers]).toEqual([0, ["authorization"]]);
  });
});
