import dns from "node:dns";
import { getDefaultAutoSelectFamily, setDefaultAutoSelectFamily } from "node:net";
import { syncBuiltinESMExports } from "node:module";

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { AccessSettings } from "../../src/sources/access-settings.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

/** What names resolve to, in place of the names that this machine knows. */
const names = new Map<string, readonly string[]>();

type Found = (error: Error | null, found?: unknown, family?: number) => void;

beforeEach(() => {
  const { lookup } = dns;
  const lookUp = (hostname: string, options: { readonly all?: boolean }, callback: Found) => {
    const addresses = names
      .get(hostname)
      ?.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (addresses === undefined) lookup(hostname, options as never, callback as never);
    else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address, addresses[0]?.family);
  };
  vi.spyOn(dns, "lookup").mockImplementation(lookUp as never);
  syncBuiltinESMExports();
});

afterEach(() => {
  names.clear();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

async function setUpNamed(access: Partial<AccessSettings> = {}) {
  const setup = await setUp(
    { "GET /": () => json("well") },
    { access: { auth: undefined, tls: undefined, allowLinkLocal: false, ...access } },
  );
  const { port } = new URL(setup.upstream.url);
  const getFrom = (host: string) => setup.call(request(`http://${host}:${port}`, "/"));
  return { ...setup, port, getFrom };
}

describe("a name", () => {
  test("leads to what it resolves to: this machine, or a network of one's own", async () => {
    names.set("users.test", ["127.0.0.1"]);
    const { getFrom } = await setUpNamed();
    expect(await getFrom("users.test")).toMatchObject({ status: 200 });
  });

  test.each([
    ["a link-local address", ["169.254.169.254"]],
    ["one among others", ["127.0.0.1", "169.254.169.254"]],
    ["one within IPv6", ["::ffff:169.254.169.254"]],
    ["a link-local address of IPv6", ["fe80::1%lo"]],
  ])("that resolves to %s is not called", async (_what, addresses) => {
    names.set("users.test", addresses);
    const { getFrom, upstream, source } = await setUpNamed();
    const error = await failure(getFrom("users.test"));
    expect(error).toMatchObject({
      code: "SOURCE_ADDRESS_REFUSED",
      retryable: false,
      message: 'The source "users" has an address that may not be called.',
    });
    expect(String(error.cause)).toContain(`users.test (${addresses.at(-1)})`);
    expect(upstream.connectionCount()).toBe(0);
    // It says nothing of how the source is.
    expect(source.snapshot()).toMatchObject({ inFlight: 0, breakers: ["closed"] });
  });

  test("is looked at where a process takes the first address that it has, too", async () => {
    const isOn = getDefaultAutoSelectFamily();
    onTestFinished(() => setDefaultAutoSelectFamily(isOn));
    setDefaultAutoSelectFamily(false);
    names.set("users.test", ["127.0.0.1"]);
    const { getFrom } = await setUpNamed();
    await getFrom("users.test");
    names.set("posts.test", ["169.254.169.254"]);
    expect(await failure(getFrom("posts.test"))).toMatchObject({ code: "SOURCE_ADDRESS_REFUSED" });
  });

  test("that comes to resolve to one is not called any more: each connection is looked at", async () => {
    names.set("users.test", ["127.0.0.1"]);
    const { getFrom, upstream, tune } = await setUpNamed();
    await getFrom("users.test");
    names.set("users.test", ["169.254.169.254"]);
    // The connection that was kept is closed.
    tune({ timeoutMs: 500 });
    expect(await failure(getFrom("users.test"))).toMatchObject({ code: "SOURCE_ADDRESS_REFUSED" });
    expect(upstream.connectionCount()).toBe(1);
  });

  test("that resolves to nothing is a source that cannot be reached", async () => {
    const { getFrom } = await setUpNamed();
    expect(await failure(getFrom("gone.test"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
  });

  test("may lead anywhere where that is allowed", async () => {
    names.set("users.test", ["169.254.169.254"]);
    const { getFrom } = await setUpNamed({ allowLinkLocal: true });
    // The machine has no such network, or has one where nobody answers in time.
    const code = await Promise.race([
      failure(getFrom("users.test")).then((error) => error.code),
      new Promise((resolve) => setTimeout(resolve, 50, "is being called")),
    ]);
    expect(code).not.toBe("SOURCE_ADDRESS_REFUSED");
  });
});

test.each(["169.254.169.254", "[fe80::1]", "[::ffff:a9fe:a9fe]", "metadata.google.internal"])(
  "%s is not even looked up",
  async (host) => {
    names.set(host, ["127.0.0.1"]);
    const { getFrom, upstream } = await setUpNamed();
    expect(await failure(getFrom(host))).toMatchObject({ code: "SOURCE_ADDRESS_REFUSED" });
    expect(upstream.connectionCount()).toBe(0);
  },
);

async function troubleAt(host: string, port: string): Promise<string | undefined> {
  const { get, troubles } = await setUpNamed({
    auth: {
      kind: "oauth2",
      tokenUrl: `http://${host}:${port}/token`,
      clientId: "us",
      clientSecret: "secret",
      scopes: [],
      audience: undefined,
      clientAuthentication: "basic",
    },
  });
  expect(await failure(get("/"))).toMatchObject({ code: "SOURCE_CREDENTIALS_UNAVAILABLE" });
  return troubles[0];
}

describe("an authorization server", () => {
  test("may not have such an address either", async () => {
    names.set("id.test", ["169.254.169.254"]);
    expect(await troubleAt("id.test", "80")).toContain("id.test (169.254.169.254) is a link-local");
  });

  test("of which no address can be reached is told of by what happened", async () => {
    const gone = await startUpstream({});
    const { port } = new URL(gone.url);
    await gone.close();
    names.set("id.test", ["127.0.0.1", "127.0.0.2"]);
    expect(await troubleAt("id.test", port)).toMatch(/ECONNREFUSED/);
  });
});
