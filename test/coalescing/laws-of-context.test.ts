import * as fc from "fast-check";
import { expect, test } from "vitest";

import { compileScope } from "../../src/coalescing/scope.ts";
import type { Json, JsonObject } from "../../src/kernel/json.ts";
import { stringifyJson } from "../../src/kernel/json.ts";
import { connectorOf, type ConnectorTexts, planOf } from "../connectors/connector-fixture.ts";

/** What mappings do with claims, in ways that look at more or less of them. */
const readings = [
  "$context.claims.a",
  "$context.claims.a.b",
  "$context.claims.b.a.b",
  "$context.claims.a?.b",
  "$context.claims->get('a')",
  "$context.claims.a->first",
  "$context.claims.a->size",
  "$context.claims->entries { key value }",
  "$context.claims { a }",
  "$context { claims { a { b } } }",
  "$context.claims.a->match([null, 'none'], [@, @])",
  "$context.claims.a->map({ of: @, all: $context.claims.b })",
  "$context.claims.a->as($x)->echo([$x.a, $x.b])",
  "$context.claims->jsonStringify",
  "$context",
] as const;

const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>("x", "", 0, 1, 9007199254740992n, 9007199254740993n, true, null),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "constructor"), tie("value"), { maxKeys: 2 }),
  ),
})).value;

const context = fc.oneof(
  fc.constant({}),
  fc.dictionary(fc.constantFrom("a", "b", "sub"), value).map((claims) => ({ claims })),
  value.map((claims) => ({ claims })),
);

test("callers of one scope are those for whom the very same request is sent, whatever it reads of them", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...readings),
      fc.constantFrom(...readings),
      context,
      context,
      (first, second, one, other) => {
        const texts = { method: "POST", body: `first: ${first} second: ${second}` } as const;
        const scopeOf = compileScope(connectorOf(texts));
        const [scope, otherScope] = [one, other].map((it) => scopeOf({ headers: {}, context: it }));
        const isOneRequest = sentFor(texts, one) === sentFor(texts, other);
        expect(scope !== otherScope || isOneRequest).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

test("what is not read of a caller takes nobody out of a scope", () => {
  const scopeOf = compileScope(
    connectorOf({ method: "POST", body: "a: $context.claims.a b: $context.claims.b.c" }),
  );
  fc.assert(
    fc.property(value, value, value, (a, c, rest) => {
      const scopes = [{ sub: rest }, {}].map((more) =>
        scopeOf({ headers: {}, context: { claims: { ...more, a, b: { c, ...more } } } }),
      );
      expect(scopes[0]).toBe(scopes[1]);
    }),
  );
});

function sentFor(texts: ConnectorTexts, of: JsonObject): string {
  return stringifyJson(
    planOf(texts, { request: { context: of } }).map((call) =>
      call.kind === "call" ? call.request : call.outcomes,
    ),
  );
}
