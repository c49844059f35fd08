import { join } from "node:path";

import { describe, expect, test } from "vitest";

import {
  type ConfigInput,
  createGateway,
  type GatewayOptions,
  ProblemsError,
} from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { describeWithOpenssl, makeCertificates } from "../support/certificates.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";

type Api = NonNullable<ConfigInput["sources"]>[string];

async function problemsOf(
  api: Api,
  { baseUrl = "https://api.example", ...more }: Partial<GatewayOptions> & { baseUrl?: string } = {},
) {
  const { log, lines } = createLogMemory();
  try {
    const gateway = await createGateway({
      schema: schemaFile(`
        extend schema
          @source(name: "api", http: { baseURL: "${baseUrl}" })
          @source(name: "unused", http: { baseURL: "http://unused.example" })
        type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$") }
      `),
      // Nothing is sent to what no connector calls.
      config: { sources: { api, unused: { auth: { bearer: "a" } } } },
      log,
      ...more,
    });
    await gateway.stop();
    const told = lines().filter(({ code }) => code !== "MISSING_TTL");
    return told.map(({ code, msg }) => `${String(code)} ${String(msg)}`);
  } catch (error) {
    if (error instanceof ProblemsError) return [error.message];
    throw error;
  }
}

const clear = expect.stringMatching(/^CREDENTIALS_IN_THE_CLEAR .* http:\/\/\S+ without encryption/);

describe("the secret of a source", () => {
  test.each<[string, (file: string) => Api["auth"]]>([
    ["bearer", (file) => ({ bearer: { file } })],
    ["basic", (file) => ({ basic: { user: "us", password: { file } } })],
    ["apiKey", (file) => ({ apiKey: { header: "x-key", value: { file } } })],
    [
      "oauth2",
      (file) => ({
        oauth2: { tokenUrl: "https://id.example/", clientId: "us", clientSecret: { file } },
      }),
    ],
  ])("must be in its file: %s", async (_kind, authOf) => {
    const directory = temporaryDirectory({ good: "geheim\n", bad: "geheim\nzwei" });
    expect(await problemsOf({ auth: authOf(join(directory, "good")) })).toEqual([]);
    expect(await problemsOf({ auth: authOf(join(directory, "gone")) })).toEqual([
      expect.stringMatching(
        /SECRET_UNUSABLE: The secret of sources\.api\.auth must be there and be one that can be sent\. The secret's file cannot be read: ENOENT: [^\n]*[^.]\.\n/,
      ),
    ]);
    const [told] = await problemsOf({ auth: authOf(join(directory, "bad")) });
    expect(told).toMatch(/SECRET_UNUSABLE: .*must be one line/);
    expect(told).not.toContain("geheim");
  });

  test("is not needed where answers are made up", async () => {
    const options: Partial<GatewayOptions> = { mode: "development", mock: {} };
    expect(await problemsOf({ auth: { bearer: { file: "/gone" } } }, options)).toEqual([]);
  });

  test.each<[Api, string, readonly unknown[]]>([
    [{ auth: { bearer: "a" } }, "https://api.example", []],
    [{ auth: { bearer: "a" } }, "http://localhost:1", []],
    [{ auth: { bearer: "a" } }, "http://127.0.0.1:1", []],
    [{ auth: { bearer: "a" } }, "http://[::1]:1", []],
    [{}, "http://api.example", []],
    [{ auth: { bearer: "a" } }, "http://api.example", [clear]],
    [
      { auth: { bearer: "a" }, fallbackUrls: ["http://b.example"] },
      "http://api.example",
      [clear, clear],
    ],
    [
      { auth: { oauth2: { tokenUrl: "http://id.example", clientId: "a", clientSecret: "b" } } },
      "https://api.example",
      [clear],
    ],
  ])("is better not sent in the clear: %j at %s", async (api, baseUrl, problems) => {
    expect(await problemsOf(api, { baseUrl })).toEqual(problems);
  });
});

describeWithOpenssl("the certificates of a source", () => {
  test("must be there, and belong together", async () => {
    const { path, lock } = makeCertificates();
    lock("client.key", "geheim");
    const [cert, key] = [path("client.pem"), path("client.key")];
    expect(await problemsOf({ tls: { ca: path("ca.pem"), cert, key } })).toEqual([]);
    expect(await problemsOf({ tls: { ca: path("gone.pem") } })).toEqual([
      expect.stringMatching(/TLS_UNUSABLE: The files of sources\.api\.tls .*ENOENT/),
    ]);
    expect(await problemsOf({ tls: { cert, key: path("server.key") } })).toEqual([
      expect.stringMatching(/TLS_UNUSABLE: .*key values mismatch/),
    ]);
    const wrong = { cert, key: path("client.key.locked"), passphrase: "falsch" };
    const [told] = await problemsOf({ tls: wrong });
    expect(told).toMatch(/TLS_UNUSABLE/);
    expect(told).not.toContain("falsch");
    expect(await problemsOf({ tls: { ...wrong, passphrase: "geheim" } })).toEqual([]);
  });
});
