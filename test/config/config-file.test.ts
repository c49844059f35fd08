import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { parseConfigFile } from "../../src/config/config-file.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { load, problemsOf, told } from "./load.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

describe("variables in the file", () => {
  test("are replaced, and become what the setting is, or in free values what YAML makes of them", () => {
    const { server, sources } = load(
      `
      server: { port: "\${PORT}", host: "\${HOST:-::1}", cors: { origins: "\${ORIGINS}" } }
      sources:
        users:
          baseUrl: https://\${HOST:-users}.example.com/\${EMPTY:-v1}
          config:
            key: "\${KEY}"
            limit: \${KEY}
            isOpen: \${OPEN}
            zip: \${ZIP}
            literal: $\${NAME}
            empty: "\${EMPTY}"
            list: [a, "\${KEY}"]
    `,
      {
        env: { PORT: "8080", ORIGINS: "a, b", OPEN: "false", KEY: "123", ZIP: "00123", EMPTY: "" },
      },
    );
    expect(server).toMatchObject({ port: 8080, host: "::1", cors: { origins: ["a", "b"] } });
    expect(sources["users"]).toMatchObject({
      baseUrl: "https://users.example.com/v1",
      config: {
        key: "123",
        limit: 123,
        isOpen: false,
        zip: "00123",
        literal: "${NAME}",
        empty: "",
        list: ["a", "123"],
      },
    });
  });

  test("a default is only for a variable that is unset or empty", () => {
    const yaml = "server: { host: '${HOST:-fallback}' }";
    expect(load(yaml, { env: { HOST: "set" } }).server.host).toBe("set");
    expect(load(yaml, { env: { HOST: "" } }).server.host).toBe("fallback");
    expect(load(yaml).server.host).toBe("fallback");
  });

  test("cannot bring structure of their own into the file", () => {
    const { sources } = load("sources:\n  users:\n    config:\n      key: ${KEY}", {
      env: { KEY: "a: {b: 1}" },
    });
    expect(sources["users"]?.config).toEqual({ key: "a: {b: 1}" });
  });

  test("each missing one is told in its place, and not again as a wrong value", () => {
    expect(
      told(
        "server:\n  port: ${PORT}\nsources:\n  users:\n    baseUrl: https://x/${VERSION}/${TAIL}",
      ),
    ).toEqual([
      expect.stringMatching(
        /^2:9 CONFIG_VARIABLE_MISSING The variable PORT must be set, .*default/,
      ),
      expect.stringMatching(/^5:24 CONFIG_VARIABLE_MISSING The variable VERSION must be set/),
      expect.stringMatching(/^5:35 CONFIG_VARIABLE_MISSING The variable TAIL must be set/),
    ]);
  });

  test.each(["${}", "${1A}", "${NAME", "${NAME:=x}"])("a malformed %s is told", (reference) => {
    expect(told(`schema: '${reference}'`)).toEqual([
      expect.stringMatching(/^1:10 CONFIG_VARIABLE_MALFORMED .*\$\{NAME:-default\}/),
    ]);
  });

  test("in a key or in a comment are only text", () => {
    const { sources } = load("sources: { users: { config: { '${A}': 1 } } } # ${B}");
    expect(sources["users"]?.config).toEqual({ "${A}": 1 });
  });

  test("in an escaped text whose place cannot be told exactly are told where the text begins", () => {
    expect(told('schema: "\\x24{NAME}"')).toEqual([
      expect.stringMatching(/^1:9 CONFIG_VARIABLE_MISSING/),
    ]);
  });
});

describe("problems in the file", () => {
  test("are told all at once, each with its place, its rule and what to do", () => {
    const yaml = [
      "server:",
      "  port: 70000",
      "  prot: 3",
      "  maxBodyBytes: 12KB",
      "sources:",
      "  users:",
      "    timeout: 10",
      "    batch: { maxsize: 3 }",
      "log: { level: loud }",
      "shcema: x",
    ].join("\n");
    expect(told(yaml)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^2:9 CONFIG_INVALID_VALUE server.port must be a whole number from 0 to 65535, and is 70000. \| The port/,
        ),
        expect.stringMatching(/^3:3 CONFIG_UNKNOWN_KEY server has no setting "prot"\. \| ./),
        expect.stringMatching(
          /^4:17 CONFIG_INVALID_VALUE server.maxBodyBytes must be .*, and is '12KB'/,
        ),
        expect.stringMatching(
          /^7:14 CONFIG_INVALID_VALUE sources.users.timeout must be .*, and is 10\./,
        ),
        '8:14 CONFIG_UNKNOWN_KEY sources.users.batch has no setting "maxsize". | Did you mean "maxSize"?',
        expect.stringMatching(
          /^9:15 CONFIG_INVALID_VALUE log.level must be one of trace, .*, and is 'loud'/,
        ),
        '10:1 CONFIG_UNKNOWN_KEY The configuration has no setting "shcema". | Did you mean "schema"?',
      ]),
    );
    expect(told(yaml)).toHaveLength(7);
  });

  test("a key that resembles none is told with the ones there are", () => {
    expect(told("log: { xyzzy: 1 }")).toEqual([
      '1:8 CONFIG_UNKNOWN_KEY log has no setting "xyzzy". | It has: level.',
    ]);
  });

  test.each([
    ["server: 3", /^1:9 .*server must be a map of settings, and is 3/],
    ["server: { cors: { origins: ['', 3] } }", /^1:29 .*server.cors.origins\[0\] must be/],
    ["sources: { users: { baseUrl: 'ftp://x' } }", /^1:30 .*must be an absolute http or https URL/],
    ["sources: { users: { baseUrl: 'users' } }", /^1:30 .*must be an absolute http or https URL/],
    ["sources: { users: { baseUrl: 'http://x?a=b' } }", /^1:30 .*must be an absolute http/],
    ["sources: { users: { config: 3 } }", /^1:29 .*must be a map of values/],
    ["sources: { users: { config: { a: .nan } } }", /^1:34 .*and is NaN/],
    ["server: { path: graphql }", /^1:17 .*must be a path that starts with \//],
    ["server: { drainTimeout: 0s }", /^1:25 .*must be a duration above 0/],
    ["server: { drainTimeout: soon }", /^1:25 .*must be a duration above 0/],
    ["server: { drainTimeout: 2d }", /^1:25 .*must be a duration above 0/],
    [`schema: [${"'a long list of things', ".repeat(9)}]`, /^1:9 .*'a long list of things',.*…\./],
    ["? [a, b]\n: 1", /CONFIG_UNKNOWN_KEY/],
    ["4000: 1", /^1:1 CONFIG_UNKNOWN_KEY The configuration has no setting "4000"/],
    ["__proto__: { schema: x }", /^1:1 CONFIG_UNKNOWN_KEY .*"__proto__"/],
  ])("%s", (yaml, problem) => {
    expect(told(yaml)).toContainEqual(expect.stringMatching(problem));
  });

  test.each([
    ["- a\n- b", "1:1", /must hold a map of settings, and holds \["a","b"\]/],
    ["just text", "1:1", /must hold a map of settings, and holds "just text"/],
    ["a: 'b", "1:6", /must be YAML: missing closing/],
    ["schema: a\nschema: b", "2:1", /must be YAML: map keys must be unique/],
    ["a: *nowhere", "1:4", /must be YAML: there is no anchor &nowhere before/],
    ["a: { b: ${C} }\nd: [e", "1:10", /quotes: "\$\{NAME\}"/],
  ])("a text that is no map of settings: %j", (yaml, place, message) => {
    expect(told(yaml)).toEqual([expect.stringMatching(`^${place} CONFIG_SYNTAX .*`)]);
    expect(told(yaml)[0]).toMatch(message);
  });

  test("what an alias brings is told where the alias stands", () => {
    expect(told("sources: { a: &a { timeout: 1 }, b: *a }")).toEqual([
      expect.stringMatching(/^1:29 .*sources.a.timeout/),
      expect.stringMatching(/^1:37 .*sources.b.timeout/),
    ]);
  });

  test("a path that is not in the file is placed where the nearest above it is", () => {
    expect(placeIn("").origin).toEqual({ file: "a.yaml", line: 1, column: 1 });
    expect(placeIn("\nserver:\n  host: x").origin).toEqual({ file: "a.yaml", line: 3, column: 3 });
  });

  test("a file beside the working directory is named by its path from there", () => {
    const cwd = temporaryDirectory({ "etc/a.yaml": "x: 1" });
    const [inside] = problemsOf(() => loadConfig({ file: "etc/a.yaml", env: {}, cwd }));
    expect(inside?.origin?.file).toBe(join("etc", "a.yaml"));
    const [outside] = problemsOf(() =>
      loadConfig({ file: join(cwd, "etc/a.yaml"), env: {}, cwd: temporaryDirectory() }),
    );
    expect(outside?.origin?.file).toBe(join(cwd, "etc/a.yaml"));
  });
});

function placeIn(text: string) {
  return parseConfigFile({ file: "a.yaml", text }, {}).place(["server", "port"]);
}
