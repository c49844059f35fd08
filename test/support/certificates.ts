import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe } from "vitest";

import { temporaryDirectory } from "../config/temporary-directory.ts";

const isMissing = spawnSync("openssl", ["version"]).error !== undefined;

/** Tests that need certificates; skipped where there is no openssl to make them. */
export const describeWithOpenssl = isMissing ? describe.skip : describe;

if (isMissing) {
  process.stderr.write(
    "openssl is not installed: the tests that need it are skipped. To run them: apt-get install openssl, or brew install openssl.\n",
  );
}

/** The files of an authority, and of what it has signed; gone when the test ends. */
export interface Certificates {
  readonly directory: string;
  /** The path of a file: "ca.pem", "server.pem", "server.key", "client.pem", "client.key". */
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  /** Makes a certificate for this name, and for localhost, signed by the authority. */
  readonly issue: (file: string, name: string) => void;
  /** Encrypts a key: `client.key` becomes `client.key.locked`. */
  readonly lock: (file: string, passphrase: string) => void;
}

/** Makes an authority, and certificates of a server called "api.internal" and of a client "sluice". */
export function makeCertificates(): Certificates {
  const directory = temporaryDirectory();
  const openssl = (args: readonly string[]) =>
    execFileSync("openssl", [...args], { cwd: directory, stdio: "pipe" });
  const newCertificate = (more: string) => {
    const key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(`req -x509 -days 2 ${key} ${more}`.split(" "));
  };
  newCertificate("-subj /CN=authority -keyout ca.key -out ca.pem");
  const issue = (file: string, name: string) => {
    const names = `-addext subjectAltName=DNS:${name},DNS:localhost -addext basicConstraints=critical,CA:FALSE`;
    const signed = "-CA ca.pem -CAkey ca.key";
    newCertificate(`-subj /CN=${name} ${names} ${signed} -keyout ${file}.key -out ${file}.pem`);
  };
  issue("server", "api.internal");
  issue("client", "sluice");
  const path = (name: string) => join(directory, name);
  return {
    directory,
    path,
    read: (name) => readFileSync(path(name), "utf8"),
    issue,
    lock: (file, passphrase) => {
      const locked = ["-in", file, "-out", `${file}.locked`];
      openssl(["ec", "-aes256", "-passout", `pass:${passphrase}`, ...locked]);
    },
  };
}
