import { Writable } from "node:stream";

import { describe, expect, test } from "vitest";

import { type JsonObject, isJsonObject, parseJson } from "../../src/kernel/json.ts";
import { createLogger } from "../../src/telemetry/logger.ts";

function capture(mode: "development" | "production", isTerminal: boolean, level = "info" as const) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: createLogger({ mode, level, isTerminal, destination }), lines };
}

function parse(line = "{}"): JsonObject {
  const json = parseJson(line);
  return isJsonObject(json) ? json : {};
}

describe("the form of the lines", () => {
  test.each([
    ["production", true],
    ["production", false],
    ["development", false],
  ] as const)("is one JSON object in %s with a terminal: %s", (mode, isTerminal) => {
    const { log, lines } = capture(mode, isTerminal);
    log.info({ method: "POST" }, "request");
    expect(lines).toHaveLength(1);
    expect(parse(lines[0])).toMatchObject({ level: "info", method: "POST", msg: "request" });
    expect(parse(lines[0])["time"]).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("is for people in development on a terminal", () => {
    const { log, lines } = capture("development", true);
    log.info({ method: "POST" }, "request");
    expect(lines.join("")).toMatch(/INFO.*request.*"method":"POST"/s);
    expect(() => parse(lines[0])).toThrow(SyntaxError);
  });

  test.each(["production", "development"] as const)(
    "goes to standard output in %s, where nothing else is said",
    (mode) => {
      const log = createLogger({ mode, level: "silent", isTerminal: true });
      expect(log.isLevelEnabled("fatal")).toBe(false);
      expect(() => log.fatal("unseen")).not.toThrow();
    },
  );

  test("leaves out what is less severe than the level", () => {
    const { log, lines } = capture("production", false);
    log.debug("unseen");
    log.warn("seen");
    expect(lines.map((line) => parse(line)["msg"])).toEqual(["seen"]);
  });
});

describe("secrets", () => {
  test.each([
    "authorization",
    "Authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "apiKey",
    "API_KEY",
    "access_token",
    "x-auth-token",
    "clientSecret",
    "password",
  ])("in a field called %s are not written, at any depth", (name) => {
    const { log, lines } = capture("production", false);
    log.info({ [name]: "s3cret", call: { headers: [{ [name]: "s3cret", accept: "a/b" }] } });
    expect(lines.join("")).not.toContain("s3cret");
    expect(lines.join("")).toContain("a/b");
  });

  test("on an error are not written either", () => {
    const { log, lines } = capture("production", false);
    log.error(Object.assign(new Error("refused"), { headers: { cookie: "s3cret" } }));
    expect(lines.join("")).not.toContain("s3cret");
    expect(parse(lines[0])).toMatchObject({ msg: "refused", err: { type: "Error" } });
  });

  test("are replaced in the line only: the logged object stays as it is", () => {
    const { log } = capture("production", false);
    const fields = { headers: { cookie: "s3cret" } };
    log.info(fields);
    expect(fields).toEqual({ headers: { cookie: "s3cret" } });
  });

  test("a field whose name only resembles a secret's is written", () => {
    const { log, lines } = capture("production", false);
    log.info({ tokens: 3, cookies: 2, key: "users", at: new Date(0), nothing: null });
    expect(parse(lines[0])).toMatchObject({
      tokens: 3,
      cookies: 2,
      key: "users",
      at: "1970-01-01T00:00:00.000Z",
      nothing: null,
    });
  });

  test("a circle is cut off", () => {
    const { log, lines } = capture("production", false);
    const circle: Record<string, unknown> = { name: "a" };
    circle["self"] = circle;
    log.info(circle, "round");
    expect(parse(lines[0])).toMatchObject({ name: "a", msg: "round" });
  });
});
