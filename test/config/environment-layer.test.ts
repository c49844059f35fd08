import { describe, expect, test } from "vitest";

import { load, told } from "./load.ts";

describe("SLUICE_ variables", () => {
  test("set every kind of setting", () => {
    const { server, sources, log } = load("sources: { userApi: { timeout: 1s } }", {
      env: {
        SLUICE_SERVER_CORS_ORIGINS: "https://a.example, https://b.example",
        SLUICE_SERVER_INTROSPECTION: "true",
        SLUICE_SERVER_MAX_BODY_BYTES: "2048",
        SLUICE_SERVER_DRAIN_TIMEOUT: "3s",
        SLUICE_SOURCES_USER_API_BASE_URL: "https://users.example",
        SLUICE_SOURCES_USER_API_BATCH_MAX_SIZE: "7",
        SLUICE_SOURCES_OTHER_TIMEOUT: "4s",
        SLUICE_LOG_LEVEL: "error",
        SLUICE_SERVER_PATH: undefined,
        OTHER: "x",
      },
    });
    expect(server).toMatchObject({
      cors: { origins: ["https://a.example", "https://b.example"] },
      introspection: true,
      maxBodyBytes: 2048,
      drainTimeoutMs: 3000,
      path: "/graphql",
    });
    expect(sources["userApi"]).toMatchObject({
      baseUrl: "https://users.example",
      timeoutMs: 1000,
      batch: { maxSize: 7 },
    });
    expect(sources["other"]?.timeoutMs).toBe(4000);
    expect(log.level).toBe("error");
  });

  test("stay text where the setting is one, whatever they look like", () => {
    const env = { SLUICE_SERVER_HOST: "10", SLUICE_SOURCES_API_TIMEOUT: "10s" };
    expect(load(undefined, { env }).server.host).toBe("10");
    expect(load(undefined, { env: { SLUICE_SERVER_HOST: "true" } }).server.host).toBe("true");
  });

  test("a wrong value is told with the variable's name", () => {
    expect(
      told(undefined, {
        env: {
          SLUICE_SERVER_PORT: "http",
          SLUICE_SERVER_INTROSPECTION: "yes",
          SLUICE_SERVER_CORS_ORIGINS: "a,,b",
        },
      }),
    ).toEqual([
      expect.stringMatching(/SLUICE_SERVER_PORT must be a whole number .*, and is 'http'/),
      expect.stringMatching(/SLUICE_SERVER_CORS_ORIGINS must be/),
      expect.stringMatching(/SLUICE_SERVER_INTROSPECTION must be true or false, and is 'yes'/),
    ]);
  });

  test("a wrong value of a group's own name is told too", () => {
    expect(told("sources: 3", { env: { SLUICE_SOURCES_A_TIMEOUT: "1s" } })).toEqual([]);
    expect(told("sources: 3", { env: {} })).toHaveLength(1);
  });

  test.each([
    ["SLUICE_SERVER_PROT", 'Did you mean "SLUICE_SERVER_PORT"?'],
    ["SLUICE_SOURCES_USERS_BASEURL", 'Did you mean "SLUICE_SOURCES_USERS_BASE_URL"?'],
    ["SLUICE_SOURCES_TIMEOUT", 'Did you mean "SLUICE_SOURCES_<NAME>_TIMEOUT"?'],
    ["SLUICE_XYZZY", "Remove it, or use one of SLUICE_SCHEMA, "],
  ])("%s, which sets nothing, is told", (variable, help) => {
    const [problem, ...others] = told(undefined, { env: { [variable]: "1" } });
    expect(others).toEqual([]);
    expect(problem).toMatch(`- CONFIG_UNKNOWN_VARIABLE ${variable} sets nothing`);
    expect(problem).toContain(help);
  });

  test("that Kubernetes makes for a service called sluice are none of ours", () => {
    const env = {
      SLUICE_SERVICE_HOST: "10.0.0.1",
      SLUICE_SERVICE_PORT: "4000",
      SLUICE_SERVICE_PORT_HTTP: "4000",
      SLUICE_PORT: "tcp://10.0.0.1:4000",
      SLUICE_PORT_4000_TCP: "tcp://10.0.0.1:4000",
      SLUICE_PORT_4000_TCP_ADDR: "10.0.0.1",
      SLUICE_SERVER_PORT: "tcp://10.0.0.2:80",
    };
    expect(told(undefined, { env })).toEqual([]);
    expect(load(undefined, { env }).server.port).toBe(4000);
  });
});
