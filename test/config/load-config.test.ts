import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { configSchema } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { load, told } from "./load.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

describe("what holds where nothing is said", () => {
  test.each([
    ["no file", undefined],
    ["an empty file", ""],
    ["a file with all values commented out", "server:\n  # port: 1\nsources:\nlog:\n"],
  ])("is safe, with %s", (_name, yaml) => {
    const cwd = temporaryDirectory(yaml === undefined ? {} : { "sluice.yaml": yaml });
    const { written, originOf, ...config } = loadConfig({ env: {}, cwd });
    expect(written).toEqual({ schema: join(cwd, "schema") });
    expect(originOf(["limits", "answerItems"])).toBeUndefined();
    expect(config).toEqual({ ...configSchema.parse({}), schema: join(cwd, "schema") });
    // Nobody but this machine gets in, and nothing is shown that need not be.
    expect(config).toMatchObject({
      server: { host: "127.0.0.1", cors: { origins: [] } },
      admin: { host: "127.0.0.1" },
      metrics: { host: "127.0.0.1" },
      limits: { answerItems: 250_000, callsPerOperation: 200 },
      documents: { mode: "off", manifests: [], apq: true },
      cache: { callerControl: false },
    });
    expect(config.server).not.toHaveProperty("introspection", true);
    expect(config.server).not.toHaveProperty("explain", true);
  });

  test("a source that is named has all its settings", () => {
    expect(load("sources: { users: { timeout: 2s } }").sources["users"]).toEqual({
      timeoutMs: 2000,
      allowLinkLocal: false,
      config: {},
      maxConcurrentCalls: 64,
      maxQueuedCalls: 1000,
      maxResponseBytes: 10 * 1024 ** 2,
      fallbackUrls: [],
      retry: { attempts: 3, budget: 0.1, backoffMs: 50, maxBackoffMs: 2000 },
      breaker: { failures: 0.5, minCalls: 20, windowMs: 10_000, openMs: 5000 },
      rateLimit: undefined,
      batch: { windowMs: undefined, maxUrlBytes: 8192 },
      lanes: {},
      schedule: [],
    });
  });

  test("may be said by the program that loads it", () => {
    const cwd = temporaryDirectory();
    const defaults = { schema: "demo", sources: { api: { baseUrl: "http://127.0.0.1:1" } } };
    const config = loadConfig({ env: {}, cwd, defaults });
    expect(config.schema).toBe(join(cwd, "demo"));
    expect(config.sources["api"]?.baseUrl).toBe("http://127.0.0.1:1");
  });
});

describe("units", () => {
  test("durations become milliseconds, sizes bytes", () => {
    const { server, sources } = load(`
      server: { maxBodyBytes: 64KiB, requestTimeout: 1.5s, drainTimeout: 250ms }
      sources: { users: { maxResponseBytes: 1000, batch: { maxUrlBytes: 2KiB } } }
    `);
    expect(server).toMatchObject({
      maxBodyBytes: 65_536,
      requestTimeoutMs: 1500,
      drainTimeoutMs: 250,
    });
    expect(sources["users"]).toMatchObject({
      maxResponseBytes: 1000,
      batch: { maxUrlBytes: 2048 },
    });
  });
});

describe("who wins", () => {
  const yaml = "server: { host: file, port: 1 }\nlog: { level: warn }\nschema: ./from-file\n";
  const env = { SLUICE_SERVER_HOST: "environment", SLUICE_SERVER_PORT: "2" };
  const flags = { server: { port: 3 } };
  const defaults = { log: { level: "debug" }, server: { path: "/default" } } as const;

  test("the command line over the environment over the file over the defaults", () => {
    const { server, log } = load(yaml, { env, flags, defaults });
    expect(server).toMatchObject({ host: "environment", port: 3, path: "/default" });
    expect(log.level).toBe("warn");
  });

  test("settings beside the one that is overridden stay", () => {
    expect(load(yaml, { flags }).server).toMatchObject({ host: "file", port: 3 });
  });
});

describe("paths", () => {
  test("in the file begin where the file is, all others in the working directory", () => {
    const cwd = temporaryDirectory({
      "etc/gateway.yaml": "schema: ../graph\nresolvers: ./resolvers.ts\n",
    });
    const file = "etc/gateway.yaml";
    expect(loadConfig({ file, env: {}, cwd })).toMatchObject({
      schema: join(cwd, "graph"),
      resolvers: join(cwd, "etc/resolvers.ts"),
    });
    expect(loadConfig({ file, env: { SLUICE_SCHEMA: "here" }, cwd }).schema).toBe(
      join(cwd, "here"),
    );
    expect(loadConfig({ file, env: {}, flags: { schema: "here" }, cwd }).schema).toBe(
      join(cwd, "here"),
    );
  });

  test("that nobody gave begin where the file is", () => {
    const cwd = temporaryDirectory({ "etc/gateway.yaml": "log: { level: warn }" });
    expect(loadConfig({ file: "etc/gateway.yaml", env: {}, cwd }).schema).toBe(
      join(cwd, "etc/schema"),
    );
  });

  test("of the audit log begin there too, unless it goes to standard output", () => {
    const cwd = temporaryDirectory({ "etc/a.yaml": "audit: { destination: logs/audit.jsonl }" });
    const audit = (file: string) => loadConfig({ file, env: {}, cwd }).audit.destination;
    expect(audit("etc/a.yaml")).toBe(join(cwd, "etc/logs/audit.jsonl"));
    expect(load("audit: { destination: stdout }").audit.destination).toBe("stdout");
  });

  test("in the working directory of the process, when none is given", () => {
    const file = join(temporaryDirectory({ "a.yaml": "schema: /graph" }), "a.yaml");
    expect(loadConfig({ file, env: {} }).schema).toBe("/graph");
  });
});

describe("operations to check", () => {
  test("that are no paths are told, beside those that are", () => {
    expect(told("check: { operations: [queries, 7] }")).toEqual([
      expect.stringMatching(/check\.operations\[1\] must be a text/),
    ]);
  });
});

describe("a file that cannot be read", () => {
  test("is a problem where it was asked for, together with all others", () => {
    expect(told(undefined, { file: "gone.yaml", env: { SLUICE_SERVER_PORT: "x" } })).toEqual([
      expect.stringMatching(/^- CONFIG_NOT_FOUND .*gone.yaml does not exist. \| Correct the path/),
      expect.stringMatching(/^- CONFIG_INVALID_VALUE SLUICE_SERVER_PORT must be/),
    ]);
  });

  test("is a problem where it is a directory", () => {
    expect(told(undefined, { file: "." })).toEqual([
      expect.stringMatching(/^- CONFIG_UNREADABLE .* is not: EISDIR/),
    ]);
  });
});

describe("the command line", () => {
  test("a wrong value is told with its flag", () => {
    expect(told(undefined, { flags: { server: { port: -1 } } })).toEqual([
      expect.stringMatching(/^- CONFIG_INVALID_VALUE --port must be a whole number/),
    ]);
  });

  test("an empty schema path is a problem, not the directory itself", () => {
    expect(told(undefined, { flags: { schema: "" } })).toEqual([
      expect.stringMatching(/--schema must be a text that is not empty, and is ''/),
    ]);
  });
});
