import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { sourceSettings } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

interface Loaded {
  readonly env?: Readonly<Record<string, string>>;
}

function loadFrom(yaml: string, { env = {} }: Loaded = {}) {
  const directory = temporaryDirectory({ "sluice.yaml": yaml });
  return { directory, config: loadConfig({ cwd: directory, env }) };
}

function accessOf(settings: string, loaded?: Loaded) {
  const { directory, config } = loadFrom(`sources: { users: ${settings} }`, loaded);
  return { directory, ...sourceSettings(config, "users").access };
}

function refusalOf(settings: string): string {
  try {
    accessOf(settings);
  } catch (error) {
    if (error instanceof ProblemsError) return error.message;
  }
  throw new Error("nothing is wrong");
}

describe("the credentials of a source", () => {
  test("are tokens of an authorization server", () => {
    const { auth } = accessOf(
      "{ auth: { oauth2: { tokenUrl: https://id.example/token, clientId: us, clientSecret: '${S}' } } }",
      { env: { S: "12345" } },
    );
    expect(auth).toEqual({
      kind: "oauth2",
      tokenUrl: "https://id.example/token",
      clientId: "us",
      // A variable is text, also where it looks like a number.
      clientSecret: "12345",
      scopes: [],
      audience: undefined,
      clientAuthentication: "basic",
    });
  });

  test.each([
    ["{ bearer: abc }", { kind: "bearer", token: "abc" }],
    ["{ basic: { user: us, password: abc } }", { kind: "basic", user: "us", password: "abc" }],
    [
      "{ apiKey: { header: X-Key, value: abc } }",
      { kind: "apiKey", in: "header", name: "x-key", value: "abc" },
    ],
    [
      "{ apiKey: { queryParam: Key, value: abc } }",
      { kind: "apiKey", in: "query", name: "Key", value: "abc" },
    ],
  ])("are %s", (written, auth) => {
    expect(accessOf(`{ auth: ${written} }`).auth).toEqual(auth);
  });

  test("may come from variables", () => {
    const { config } = loadFrom("sources: { users: {} }", {
      env: { SLUICE_SOURCES_USERS_AUTH_BEARER: "abc", SLUICE_SOURCES_USERS_TLS_CA: "/ca.pem" },
    });
    expect(sourceSettings(config, "users").access).toMatchObject({
      auth: { kind: "bearer", token: "abc" },
      tls: { ca: "/ca.pem" },
    });
  });

  test("are in files beside the configuration", () => {
    const { directory, auth, tls } = accessOf(
      "{ auth: { bearer: { file: secrets/token } }, tls: { cert: c.pem, key: /k.pem, passphrase: { file: p } } }",
    );
    expect(auth).toEqual({ kind: "bearer", token: { file: join(directory, "secrets/token") } });
    expect(tls).toEqual({
      ca: undefined,
      cert: join(directory, "c.pem"),
      key: "/k.pem",
      passphrase: { file: join(directory, "p") },
      serverName: undefined,
    });
  });

  test.each([
    ["{ auth: {} }", "auth must be a map with one of `oauth2`, `bearer`, `basic` and `apiKey`"],
    ["{ auth: { bearer: a, basic: { user: b, password: a } } }", "auth must be a map with one of"],
    ["{ auth: { apiKey: { value: secret } } }", "apiKey must be a map with one of `header` and"],
    ["{ auth: { apiKey: { header: a, queryParam: b, value: secret } } }", "apiKey must be"],
    ["{ auth: { bearer: { path: secret } } }", "bearer must be a text that is not empty, or a map"],
    ["{ auth: { bearer: 12345 } }", "bearer must be a text that is not empty, or a map"],
    ["{ auth: { bearer: '' } }", "bearer must be a text"],
    ["{ auth: secret }", "auth must be a map with one of"],
    ["{ auth: { basic: { user: a } } }", "basic.password must be a text"],
    ["{ auth: { basic: { user: a, pasword: secret } } }", 'has no setting "pasword"'],
    ["{ tls: { cert: a.pem } }", "tls must be a map with both of `cert` and `key`"],
    ["{ config: secret }", "config must be a map of values"],
    ["{ allowLinkLocal: maybe }", "allowLinkLocal must be true or false"],
  ])("may not be %s", (settings, message) => {
    const told = refusalOf(settings);
    expect(told).toContain(message);
    expect(told).not.toMatch(/secret'|12345/);
  });

  test.each([
    ["admin: { token: [geheim] }", /admin\.token must be a text of 16 bytes or more, and is not\./],
    ["audit: { salt: [geheim] }", /audit\.salt must be a text .*, and is not\./],
    ["identity: { trustedHeader: { secret: [geheim] } }", /secret must be a text .*, and is not\./],
    ["server: { path: { secret: geheim } }", /server\.path must be .*\[redacted\]/],
  ])("like other secrets are not shown where they are wrong: %s", (yaml, message) => {
    expect(() => loadFrom(yaml)).toThrow(message);
    expect(() => loadFrom(yaml)).not.toThrow(/geheim/);
  });
});
