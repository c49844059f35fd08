import { expect, test } from "vitest";

import { sharedCaller } from "../../src/kernel/shared-caller.ts";

const ann = sharedCaller({ id: "ann", claims: { of: { tenant: "a" } }, scopes: new Set(["read"]) });

test("a caller of many requests is who it was", () => {
  expect(ann).toEqual({
    id: "ann",
    claims: { of: { tenant: "a" } },
    scopes: new Set(["read"]),
  });
});

test.each<[string, () => unknown]>([
  ["id", () => Object.assign(ann, { id: "bob" })],
  ["claims", () => Object.assign(ann, { claims: {} })],
  ["a claim", () => Object.assign(ann.claims, { admin: true })],
  ["a claim in a claim", () => Object.assign(ann.claims["of"] ?? {}, { tenant: "b" })],
  ["scopes", () => Object.assign(ann, { scopes: new Set(["write"]) })],
  ["one scope more", () => ann.scopes instanceof Set && ann.scopes.add("write")],
  ["one scope less", () => ann.scopes instanceof Set && ann.scopes.delete("read")],
  ["no scopes", () => ann.scopes instanceof Set && ann.scopes.clear()],
])("no code gives it another: %s", (_what, change) => {
  expect(change).toThrow(TypeError);
  expect(ann.scopes.has("read")).toBe(true);
});
