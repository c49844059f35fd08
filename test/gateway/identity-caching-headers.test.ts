import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { openGateway } from "./support/open-gateway.ts";
import { openIdentified, tenantsAndUsers } from "./support/open-identified.ts";
import { json } from "../support/upstream.ts";

const sha256 = createHash("sha256").update("k").digest("hex");

/** The caching headers of the answer to a GET. */
async function headersOf(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, {
    headers: { "apollo-require-preflight": "true", ...headers },
  });
  const control = response.headers.get("cache-control")?.replace(/max-age=\d+/, "max-age");
  return { status: response.status, control, vary: response.headers.get("vary") };
}

test("what a known caller is answered is private, and varies by what callers prove with who they are", async () => {
  const { url, issuing } = await openIdentified({
    identity: {
      apiKeys: { keys: [{ name: "a", sha256 }] },
      trustedHeader: { header: "x-user", addresses: ["127.0.0.1"] },
    },
  });
  const authorization = `Bearer ${await issuing.sign({ tenant: "t1" })}`;
  const vary = "accept, sluice-freshness, authorization, x-api-key, x-user";
  const known = { status: 200, control: "max-age, private", vary };
  // Nothing of the caller was read for it, and others could be refused it all the same.
  expect(await headersOf(url, "{ news { title } }", { authorization })).toEqual(known);
  expect(await headersOf(url, "{ tenant { name } }", { authorization })).toEqual(known);
  expect(await headersOf(url, "{ news { title } }", { "x-api-key": "k" })).toEqual(known);
  expect(await headersOf(url, "{ news { title } }", { "x-user": "ann" })).toEqual(known);
  // What is nobody's is for all, as long as they prove nothing.
  expect(await headersOf(url, "{ news { title } }")).toEqual({
    ...known,
    control: "max-age, public",
  });
});

test("a refusal may be kept by nobody", async () => {
  const { url } = await openIdentified({ identity: { required: true } });
  const refusals = [
    await headersOf(url, "{ news { title } }"),
    await headersOf(url, "{ news { title } }", { authorization: "Bearer x" }),
  ];
  expect(refusals).toMatchObject([
    { status: 401, control: "no-store" },
    { status: 401, control: "no-store" },
  ]);
});

test("a caller who has the very answer is not told that by another's tag", async () => {
  const { url, issuing } = await openIdentified();
  const ask = async (sub: string, tag = "") =>
    await fetch(`${url}?query={me{name}}`, {
      headers: {
        "apollo-require-preflight": "true",
        authorization: `Bearer ${await issuing.sign({ sub })}`,
        "if-none-match": tag,
      },
    });
  const etag = (await ask("ann")).headers.get("etag") ?? "";
  expect((await ask("ann", etag)).status).toBe(304);
  const other = await ask("ben", etag);
  expect([other.status, await other.json()]).toEqual([200, { data: { me: { name: "user ben" } } }]);
});

test("without identity nothing of it is in the headers", async () => {
  const { gateway } = await openGateway({
    schema: tenantsAndUsers,
    routes: { "GET /news": () => json({ title: "News" }) },
  });
  const { url } = await gateway.start();
  expect(await headersOf(url, "{ news { title } }", { authorization: "Bearer x" })).toEqual({
    status: 200,
    control: "max-age, public",
    vary: "accept, sluice-freshness",
  });
});
