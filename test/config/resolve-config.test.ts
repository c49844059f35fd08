import { describe, expect, test } from "vitest";

import { sourceConfig } from "../../src/config/config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";

describe("a configuration from code", () => {
  test("is completed with the defaults", () => {
    const config = resolveConfig({ sources: { users: { timeout: "2s" } } });
    expect(config).toMatchObject({ schema: "./schema", server: { port: 4000 } });
    expect(config.sources["users"]?.timeoutMs).toBe(2000);
  });

  test("that is complete already is given back as it is", () => {
    const config = resolveConfig({});
    expect(resolveConfig(config)).toBe(config);
  });

  test("that is wrong is refused with every problem", () => {
    const wrong = { server: { port: -1, host: "" } };
    expect(() => resolveConfig(wrong)).toThrow(ProblemsError);
    expect(() => resolveConfig(wrong)).toThrow(/server\.host must .*server\.port must /s);
  });
});

test("a value that no file could hold is told by its path", () => {
  const config: Record<string, never> = {};
  Reflect.set(config, "key", undefined);
  Reflect.set(config, "count", 3n);
  const resolve = () => resolveConfig({ sources: { users: { config } } });
  expect(resolve).toThrow(/sources\.users\.config\.key must be .*, and is missing/);
  expect(resolve).toThrow(/sources\.users\.config\.count must be .*, and is 3n/);
});

describe("the settings of a source", () => {
  test("are the defaults where the configuration does not name it", () => {
    const config = resolveConfig({ sources: { users: { timeout: "2s" } } });
    expect(sourceConfig(config, "users").timeoutMs).toBe(2000);
    expect(sourceConfig(config, "posts").timeoutMs).toBe(10_000);
    expect(sourceConfig(config, "constructor").timeoutMs).toBe(10_000);
  });
});
