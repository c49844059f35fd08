import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { identity as identitySchema } from "../../src/config/identity-config.ts";
import { createIdentity, credentialHeaders } from "../../src/identity/identity.ts";
import { callerOfClaims } from "../../src/identity/read-caller.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { bearer, identityOf } from "./support/identity-of.ts";
import { audience, issuer, startIssuer } from "./support/token-issuer.ts";

const key = "a key";
const sha256 = createHash("sha256").update(key).digest("hex");

async function openAll(required = false) {
  const { jwksUrl, sign } = await startIssuer();
  const opened = identityOf({
    required,
    jwt: [{ issuer, audiences: [audience], jwksUrl }],
    apiKeys: { keys: [{ name: "ops", sha256 }] },
    trustedHeader: { header: "x-user", addresses: ["10.0.0.1"] },
  });
  return { ...opened, sign };
}

test("without settings nobody is asked", () => {
  const { log } = createLogMemory();
  const settings = identitySchema.parse({});
  expect(createIdentity(settings, { clock: systemClock, log })).toBeUndefined();
  expect(credentialHeaders(settings)).toEqual([]);
});

test("each way to prove who one is makes another caller, whatever their names", async () => {
  const { who, sign } = await openAll();
  const callers = [
    await who(bearer(await sign({ sub: "ops" }))),
    await who({ "x-api-key": key }),
    await who({ "x-user": "ops" }, "10.0.0.1"),
    callerOfClaims({ sub: "ops" }),
  ];
  expect(new Set(callers.map((caller) => caller?.id)).size).toBe(4);
});

test("several credentials at once are refused, even if all are good", async () => {
  const { refusal, sign } = await openAll();
  const token = bearer(await sign());
  const several = { code: "CREDENTIALS_INVALID", message: "Send one credential, and not several." };
  expect(await refusal({ ...token, "x-api-key": key })).toMatchObject(several);
  expect(await refusal({ ...token, "x-user": "ann" }, "10.0.0.1")).toMatchObject(several);
});

test("whoever sends none is nobody, or refused where some are required", async () => {
  expect((await openAll()).who({ cookie: "a=b" })).toBeUndefined();
  const { refusal, identity } = await openAll(true);
  const error = await refusal({ cookie: "a=b" });
  expect(error).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
  expect(identity.challengeFor(error)).toBe('Bearer, ApiKey header="x-api-key"');
});

test("whoever sends a wrong one is told which is expected", async () => {
  const { refusal, identity } = await openAll();
  expect(identity.challengeFor(await refusal({ "x-api-key": "no" }))).toBe(
    'Bearer error="invalid_token", ApiKey header="x-api-key"',
  );
});

describe("claims of code in process", () => {
  test("are those of a caller by the name of sub", () => {
    expect(callerOfClaims({ sub: "ann", scp: "a b", scopes: ["c"] })).toEqual({
      id: '["code","ann"]',
      claims: { sub: "ann", scp: "a b", scopes: ["c"] },
      scopes: new Set(["a", "b"]),
    });
  });

  test("without a name are a caller for all that have the same", () => {
    const one = callerOfClaims({ tenant: "a", scope: "x" });
    expect(one.scopes).toEqual(new Set(["x"]));
    expect(callerOfClaims({ scope: "x", tenant: "a" }).id).toBe(one.id);
    expect(callerOfClaims({ tenant: "b", scope: "x" }).id).not.toBe(one.id);
  });

  test.each<JsonObject>([{ scope: 1 }, { scope: {} }, { scope: null }, { constructor: "x" }])(
    "allow nothing by %j",
    (claims) => {
      expect(callerOfClaims({ sub: "a", ...claims }).scopes).toEqual(new Set());
    },
  );
});
