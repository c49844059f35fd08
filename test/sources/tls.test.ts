import { once } from "node:events";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { TLSSocket } from "node:tls";

import { expect, onTestFinished, test } from "vitest";

import type { AccessSettings, TlsSettings } from "../../src/sources/access-settings.ts";
import type { AuthSettings } from "../../src/sources/credentials/auth-settings.ts";
import {
  type Certificates,
  describeWithOpenssl,
  makeCertificates,
} from "../support/certificates.ts";
import { failure, request, setUp } from "./source-setup.ts";

const unset: TlsSettings = {
  ca: undefined,
  cert: undefined,
  key: undefined,
  passphrase: undefined,
  serverName: undefined,
};

/** An HTTPS server that only takes clients of its own authority, and the names that they had. */
async function startServer(certificates: Certificates) {
  const clients: string[] = [];
  const answer: RequestListener = (message, response) => {
    const { socket } = message;
    if (socket instanceof TLSSocket) clients.push(String(socket.getPeerCertificate().subject.CN));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "abc", token_type: "bearer" }));
  };
  const server = createServer(
    {
      ca: certificates.read("ca.pem"),
      cert: certificates.read("server.pem"),
      key: certificates.read("server.key"),
      requestCert: true,
      rejectUnauthorized: true,
    },
    answer,
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { origin: `https://127.0.0.1:${port}`, clients };
}

async function setUpTls(tls: (certificates: Certificates) => Partial<TlsSettings>) {
  const certificates = makeCertificates();
  const { origin, clients } = await startServer(certificates);
  const access = (auth?: AuthSettings): AccessSettings => ({
    auth,
    tls: { ...unset, ...tls(certificates) },
    allowLinkLocal: false,
  });
  const setup = await setUp({}, { access: access() });
  const get = () => setup.call(request(origin, "/", { headers: { host: "elsewhere.test" } }));
  return { ...setup, certificates, origin, clients, access, get };
}

const whole = ({ path }: Certificates) => ({
  ca: path("ca.pem"),
  cert: path("client.pem"),
  key: path("client.key"),
  serverName: "api.internal",
});

describeWithOpenssl("a source with certificates of its own", () => {
  test("is called by the authority, the certificate and the name that are set", async () => {
    const { get, clients } = await setUpTls(whole);
    expect(await get()).toMatchObject({ status: 200 });
    expect(clients).toEqual(["sluice"]);
  });

  test("may have a key that is encrypted", async () => {
    const { get } = await setUpTls((certificates) => {
      certificates.lock("client.key", "open sesame");
      writeFileSync(certificates.path("passphrase"), "open sesame\n");
      return {
        ...whole(certificates),
        key: certificates.path("client.key.locked"),
        passphrase: { file: certificates.path("passphrase") },
      };
    });
    expect(await get()).toMatchObject({ status: 200 });
  });

  test.each<[string, Partial<TlsSettings>, RegExp]>([
    ["no authority", { ca: undefined }, /UNABLE_TO_VERIFY|SELF_SIGNED|UNABLE_TO_GET/],
    ["no certificate", { cert: undefined, key: undefined }, /UND_ERR_SOCKET|ECONNRESET|ERR_SSL/],
    ["no name", { serverName: undefined }, /ERR_TLS_CERT_ALTNAME_INVALID/],
  ])("cannot be reached with %s", async (_what, missing, code) => {
    const { get, clients } = await setUpTls((certificates) => ({
      ...whole(certificates),
      ...missing,
    }));
    const error = await failure(get());
    expect(error).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
    expect(error.message).toMatch(code);
    expect(clients).toEqual([]);
  });

  test("has its tokens by the same connection settings", async () => {
    const { tune, call, access, origin, clients } = await setUpTls(whole);
    tune({
      access: access({
        kind: "oauth2",
        // Which has another name than the source, and shows the same authority's certificate.
        tokenUrl: `${origin.replace("127.0.0.1", "localhost")}/token`,
        clientId: "us",
        clientSecret: "secret",
        scopes: [],
        audience: undefined,
        clientAuthentication: "basic",
      }),
    });
    expect(await call(request(origin, "/"))).toMatchObject({ status: 200 });
    expect(clients).toEqual(["sluice", "sluice"]);
  });

  test("takes a new certificate from the same files, on new connections", async () => {
    const { get, clock, certificates, clients, troubles } = await setUpTls(whole);
    await get();
    certificates.issue("next", "sluice-2");
    copyFileSync(certificates.path("next.pem"), certificates.path("client.pem"));
    clock.advance(10_000);
    // Half of a change is none.
    await get();
    expect(troubles).toEqual([expect.stringMatching(/key values mismatch/)]);
    copyFileSync(certificates.path("next.key"), certificates.path("client.key"));
    clock.advance(10_000);
    await get();
    expect(clients).toEqual(["sluice", "sluice", "sluice-2"]);
  });

  test("is not called while its files cannot be read", async () => {
    const { get, certificates, troubles, clients, source } = await setUpTls(whole);
    rmSync(certificates.path("client.key"));
    expect(await failure(get())).toMatchObject({ code: "SOURCE_CREDENTIALS_UNAVAILABLE" });
    expect(troubles).toEqual([expect.stringContaining("ENOENT")]);
    expect(clients).toEqual([]);
    expect(source.snapshot().inFlight).toBe(0);
  });
});
