import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { loadResolvers } from "../../src/config/load-resolvers.ts";
import { resolverOf } from "../../src/execution/resolvers.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

function moduleWith(text: string): string {
  return join(temporaryDirectory({ "resolvers.mjs": text }), "resolvers.mjs");
}

function call(resolvers: Awaited<ReturnType<typeof loadResolvers>>): unknown {
  return resolverOf(resolvers, "Query", "greet")?.(undefined, {}, undefined);
}

describe("a module of resolvers", () => {
  test("is loaded by its path", async () => {
    const path = moduleWith('export const resolvers = { Query: { greet: () => "hi" } };');
    expect(call(await loadResolvers(path))).toBe("hi");
  });

  test("is loaded anew once it has changed", async () => {
    const path = moduleWith('export const resolvers = { Query: { greet: () => "hi" } };');
    await loadResolvers(path);
    writeFileSync(path, 'export const resolvers = { Query: { greet: () => "hello" } };');
    utimesSync(path, 1, 1);
    expect(call(await loadResolvers(path))).toBe("hello");
  });

  test("that is not there is a problem", async () => {
    const path = join(temporaryDirectory(), "gone.ts");
    await expect(loadResolvers(path)).rejects.toThrow(`${path} does not exist`);
  });

  test.each([
    ["throw new Error('at load')", /must load, and .* fails: Error: at load/],
    ["export const other = 1;", /must export `resolvers`/],
    ["export const resolvers = 1;", /must export `resolvers`/],
    ["export const resolvers = { Query: 1 };", /must export `resolvers`/],
    ["export const resolvers = { Query: { greet: 'hi' } };", /must export `resolvers`/],
  ])("that reads %j is a problem", async (text, message) => {
    await expect(loadResolvers(moduleWith(text))).rejects.toThrow(message);
  });
});
