import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { load, told } from "./load.ts";

const issuer = "identity:\n  jwt:\n    - issuer: a\n      audiences: [b]\n";

test("callers are asked for nothing by default", () => {
  expect(load(undefined).identity).toMatchObject({
    required: false,
    jwt: [],
    apiKeys: { header: "x-api-key", keys: [] },
    trustedHeader: { addresses: [] },
  });
});

test("the file of an issuer's keys begins at sluice.yaml", () => {
  const { schema, identity } = load(`${issuer}      keysFile: keys/a.json\n    - issuer: c
      audiences: [b]
      jwksUrl: https://c.test/keys?p=1\n`);
  const [first, second] = identity.jwt;
  expect(first?.keysFile).toBe(join(schema, "../keys/a.json"));
  expect(second).toMatchObject({ jwksUrl: "https://c.test/keys?p=1", clockToleranceMs: 5000 });
  expect(second?.keysFile).toBeUndefined();
});

describe("what is wrong is told", () => {
  test.each<readonly [string, string]>([
    ["no map of settings", "identity:\n  jwt:\n    - text\n"],
    ["no audience", "identity:\n  jwt: [{ issuer: a, audiences: [] }]\n"],
    ["no algorithm", `${issuer}      algorithms: []\n`],
    ["none for an algorithm", `${issuer}      algorithms: [none]\n`],
    ["no address of keys", `${issuer}      jwksUrl: /keys\n`],
    ["an address that is no http", `${issuer}      jwksUrl: file:///keys\n`],
    ["an address with a password", `${issuer}      jwksUrl: https://a:b@c.test/\n`],
    [
      "a key in the place of its hash",
      "identity: { apiKeys: { keys: [{ name: a, sha256: k }] } }\n",
    ],
    ["no header's name", "identity: { trustedHeader: { header: 'x y' } }\n"],
    ...[
      "10.0.0.0/33",
      "10.0.0.0/",
      "10.0.0/8",
      "::1/129",
      "10.0.0.0/8/8",
      "10.0.0.0/1e1",
      "proxy",
    ].map(
      (address) =>
        [address, `identity: { trustedHeader: { addresses: ["${address}"] } }\n`] as const,
    ),
  ])("%s", (_what, yaml) => {
    const problems = told(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/ CONFIG_INVALID_VALUE identity\..* must be .*, and is .*\. \| /);
  });

  test("without a word of what may be a secret", () => {
    const keys = "apiKeys: { keys: [{ name: a, sha256: hush }] }";
    const settings = `      secret: [hush]\n  trustedHeader: [{ secret: hush }]\n  ${keys}\n`;
    const problems = told(`${issuer}${settings}`);
    expect(problems).toHaveLength(3);
    expect(problems.join("\n")).not.toContain("hush");
  });
});

test.each(["10.0.0.0/8", "10.1.2.3", "fd00::/8", "::1", "0.0.0.0/0"])(
  "%s is an address or a network",
  (address) => {
    const { identity } = load(`identity: { trustedHeader: { addresses: ["${address}"] } }\n`);
    expect(identity.trustedHeader.addresses).toEqual([address]);
  },
);
