import { describe, expect, test } from "vitest";

import type { KnownAnswer } from "../../src/connectors/outcome.ts";
import type { SourceFacts, Validators } from "../../src/connectors/source-facts.ts";
import { answer, type Ask, type ConnectorTexts, planOf } from "./connector-fixture.ts";

const both: Validators = { etag: '"v1"', lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" };
const value = Object.freeze({ id: 1, name: "kept" });

function knownBy(validators: Validators): KnownAnswer {
  return { outcome: { kind: "value", value }, validators };
}

const facts: SourceFacts = {
  fetchedAtMs: 5000,
  tookMs: 20,
  maxAgeMs: 60_000,
  noStore: false,
  isPrivate: false,
  mustRevalidate: false,
  validators: undefined,
};

/** The one call for keys; by default for one of which an answer is known. */
function callOf(texts: ConnectorTexts = {}, ask: Ask = { keys: [{ known: knownBy(both) }] }) {
  const [call] = planOf(texts, ask);
  if (call?.kind !== "call") throw new Error("there is no call");
  return call;
}

const notModified = { status: 304, headers: {}, body: "", bodyBytes: 0 };

describe("a key of which an answer is known", () => {
  test("is asked for by what validates that", () => {
    const headers = [{ name: "x-key", value: "secret" }];
    expect(callOf({ headers }).request.headers).toEqual({
      "x-key": "secret",
      "if-none-match": '"v1"',
      "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
    });
    expect(
      callOf({}, { keys: [{ known: knownBy({ ...both, lastModified: undefined }) }] }).request
        .headers,
    ).toEqual({ "if-none-match": '"v1"' });
    expect(
      callOf({}, { keys: [{ known: knownBy({ ...both, etag: undefined }) }] }).request.headers,
    ).toEqual({ "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" });
  });

  test("does not leave its conditions in the requests of others", () => {
    callOf();
    expect(callOf({}, { keys: [{}] }).request.headers).toEqual({});
  });

  test("keeps its value where the source says that it still holds", () => {
    const [outcome] = callOf({ selection: "id: nothing" }).read(notModified, undefined, facts);
    expect(outcome).toEqual({
      kind: "value",
      value,
      source: { ...facts, validators: both },
    });
    expect(outcome?.kind === "value" && outcome.value).toBe(value);
  });

  test("is validated by what the source says then, where it says it anew", () => {
    const validators = { etag: '"v2"', lastModified: undefined };
    expect(callOf().read(notModified, undefined, { ...facts, validators })).toMatchObject([
      { source: { validators } },
    ]);
  });

  test("needs nobody who is told what the source says of keeping it", () => {
    expect(callOf().read(notModified)).toEqual([{ kind: "value", value, source: undefined }]);
  });

  test("still holds whatever `isSuccess` would say of an answer without a body", () => {
    expect(callOf({ isSuccess: "ok->eq(true)" }).read(notModified)).toMatchObject([{ value }]);
  });

  test("has the new value where the source sends one", () => {
    expect(callOf().read(answer({ id: 2 }), undefined, facts)).toEqual([
      { kind: "value", value: { id: 2 }, source: facts },
    ]);
  });

  test("fails where the source does", () => {
    expect(callOf().read(answer({}, { status: 500 }), undefined, facts)).toMatchObject([
      { kind: "error", error: { code: "CONNECTOR_FETCH" } },
    ]);
  });
});

const batch: ConnectorTexts = {
  place: { kind: "object", typeName: "User" },
  url: "/users",
  queryParams: "id: $batch.id",
  selection: "id",
  keyFields: [{ path: ["id"], isId: true }],
  batch: { maxSize: undefined },
};

describe("no condition is sent", () => {
  const known = knownBy(both);

  test.each<[string, ConnectorTexts, Ask]>([
    ["where nothing is known", {}, { keys: [{}] }],
    ["with a POST", { method: "POST" }, { keys: [{ known }] }],
    [
      "for several keys in one call: the answer to all of them is another one",
      batch,
      { keys: [{ this: { id: 1 }, known }, { this: { id: 2 } }] },
    ],
  ])("%s; a 304 that nobody asked for is a failure", (_, texts, ask) => {
    const call = callOf(texts, ask);
    expect(call.request.headers).not.toHaveProperty("if-none-match");
    expect(call.read(notModified, undefined, facts)[0]).toMatchObject({
      kind: "error",
      error: { code: "CONNECTOR_FETCH", extensions: { http: { status: 304 } } },
    });
  });

  test.each(["If-None-Match", "if-modified-since", "If-Match", "if-unmodified-since", "if-range"])(
    "where the schema itself sends %s: then a 304 is an answer to that",
    (name) => {
      const call = callOf({ headers: [{ name, value: "its own" }] });
      expect(call.request.headers).toEqual({ [name.toLowerCase()]: "its own" });
      expect(call.read(notModified)).toMatchObject([{ kind: "error" }]);
    },
  );

  test("but it is where the client's header that the schema sends on is not there", () => {
    const headers = [{ name: "if-none-match", from: "if-none-match" }];
    expect(callOf({ headers }).request.headers).toMatchObject({ "if-none-match": '"v1"' });
    const request = { headers: { "if-none-match": '"of the client"' } };
    expect(callOf({ headers }, { keys: [{ known }], request }).request.headers).toEqual({
      "if-none-match": '"of the client"',
    });
  });

  test("but it is for one key of a batch that goes alone", () => {
    const call = callOf(batch, { keys: [{ this: { id: 1 }, known }] });
    expect(call.request).toMatchObject({
      path: "/users?id=1",
      headers: { "if-none-match": '"v1"' },
    });
    expect(call.read(notModified, undefined, facts)).toMatchObject([{ kind: "value", value }]);
  });
});

describe("what a source says of keeping its answer", () => {
  const said = { ...facts, validators: both };

  test("is told with values and with what is missing", () => {
    const keys = [{ this: { id: 1 } }];
    const entity: ConnectorTexts = { ...batch, batch: undefined, queryParams: "id: $this.id" };
    expect(callOf(entity, { keys }).read(answer({ id: 1 }), undefined, said)).toEqual([
      { kind: "value", value: { id: 1 }, source: said },
    ]);
    expect(callOf(entity, { keys }).read(answer("null"), undefined, said)).toEqual([
      { kind: "missing", source: said },
    ]);
    expect(callOf().read(answer([1]), undefined, said)).toEqual([
      { kind: "value", value: [1], source: said },
    ]);
  });

  test("is told with each key of a batch, but for what validates all of them together", () => {
    const keys = [{ this: { id: 1 } }, { this: { id: 2 } }];
    const ofOne = { ...facts, validators: undefined };
    expect(callOf(batch, { keys }).read(answer([{ id: 1 }]), undefined, said)).toEqual([
      { kind: "value", value: { id: 1 }, source: ofOne },
      { kind: "missing", source: ofOne },
    ]);
    expect(
      callOf(batch, { keys: keys.slice(1) }).read(answer([{ id: 2 }]), undefined, said),
    ).toEqual([{ kind: "value", value: { id: 2 }, source: said }]);
  });
});
