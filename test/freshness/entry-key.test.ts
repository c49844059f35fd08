import fc from "fast-check";
import { expect, test } from "vitest";

import { compileKeyEncoder } from "../../src/connectors/encode-key.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { entryKeyPrefix } from "../../src/freshness/entry-key.ts";
import { KeptConnector } from "../../src/freshness/kept-connector.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import type { FreshnessRules } from "../../src/contract/freshness-rules.ts";

/** Texts in which whatever might be taken for a separator is frequent. */
const trickyText = fc.string({
  unit: fc.constantFrom(":", "a", "1", '"', ",", "[", "]", "{", "}", "\\", "/", "é"),
  maxLength: 6,
});

const base64url = fc.string({ unit: fc.constantFrom("a", "b", "-", "_", "0"), maxLength: 3 });

test("no two of version, scope and key id share a store key", () => {
  const somePart = fc.tuple(base64url, base64url, trickyText);
  fc.assert(
    fc.property(somePart, somePart, (one, other) => {
      const keyOf = ([version, scope, id]: typeof one) => entryKeyPrefix(version, scope) + id;
      expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test("what is asked for by other arguments, by another caller, or of another connector has a store key of its own", () => {
  const connectors = ["a", "b"].map((selection) =>
    connectorOf({
      url: "/things?a={$args.a}&b={$args.b}",
      headers: [
        { name: "authorization", from: "authorization" },
        { name: "x-tenant", from: "x-tenant" },
      ],
      selection,
    }),
  );
  const kept = connectors.map((connector, index) => {
    const version = `version${index}`;
    const rules = { rules: oneMinute, typeName: "Thing" };
    return new KeptConnector({ connector, version }, rules);
  });
  const header = fc.option(trickyText, { nil: undefined });
  const argument = fc.oneof(
    trickyText,
    fc.integer({ min: -1, max: 12 }),
    fc.constantFrom(true, null),
    fc.array(trickyText, { maxLength: 2 }),
  );
  const someQuestion = fc.record({
    connector: fc.nat(1),
    authorization: header,
    tenant: header,
    a: argument,
    b: argument,
  });
  fc.assert(
    fc.property(someQuestion, someQuestion, (one, other) => {
      const keyOf = ({ connector, authorization, tenant, a, b }: typeof one) => {
        const own = kept[connector];
        if (own === undefined) throw new Error("There are two.");
        const request = newRequestContext({ authorization, "x-tenant": tenant });
        const id = compileKeyEncoder(own.connector).idOf({ a, b }, undefined);
        return own.keyPrefix(own.scopeOf(request)) + id;
      };
      const text = (question: typeof one) =>
        JSON.stringify(question, (_name, value: unknown) => value ?? String(value));
      expect(keyOf(one) === keyOf(other)).toBe(text(one) === text(other));
    }),
  );
});

test("with other rules for how long it is good, nothing that was kept before is found", () => {
  const connector = connectorOf({});
  const prefixWith = (changed: Partial<typeof oneMinute>) =>
    new KeptConnector(
      { connector, version: "version" },
      { rules: { ...oneMinute, ...changed }, typeName: "Thing" },
    ).keyPrefix("");
  const prefixes = [
    {},
    { ttlMs: 1 },
    { staleWhileRevalidateMs: 1 },
    { staleIfErrorMs: 1 },
    { missingTtlMs: 1 },
    { isPrivate: true },
  ].map(prefixWith);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixWith({})).toBe(prefixes[0]);
});

const oneMinute: FreshnessRules = {
  ttlMs: 60_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  missingTtlMs: 0,
  isPrivate: false,
  typeNames: new Set(["Thing"]),
  tagsOf: undefined,
  objectsOf: () => [],
};
