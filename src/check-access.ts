import type { Config } from "./config/config.ts";
import type { Problem } from "./kernel/problem.ts";
import { readSecret } from "./sources/credentials/read-secret.ts";
import { reasonText } from "./sources/credentials/reason-text.ts";
import { secretOf } from "./sources/credentials/static-credentials.ts";
import { readTlsMaterial } from "./sources/tls-material.ts";

/** Reads the secrets and certificates of sources, and finds those that cannot be used. */
export function checkAccess(
  { sources }: Pick<Config, "sources">,
  /** By the names of sources. */
  baseUrls: ReadonlyMap<string, string>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const tryOut = (read: () => unknown, problem: (error: unknown) => Problem): void => {
    try {
      read();
    } catch (error) {
      problems.push(problem(error));
    }
  };
  for (const [name, source] of Object.entries(sources)) {
    const { auth, tls } = source;
    if (tls !== undefined) tryOut(() => readTlsMaterial(tls), tlsProblem(name));
    if (auth === undefined) continue;
    tryOut(() => readSecret(secretOf(auth)), secretProblem(name));
    const urls = [baseUrls.get(name), ...source.fallbackUrls];
    if (auth.kind === "oauth2") urls.push(auth.tokenUrl);
    problems.push(...urls.flatMap((url) => (url === undefined ? [] : checkEncryption(name, url))));
  }
  return problems;
}

function secretProblem(source: string): (error: unknown) => Problem {
  return (error) => ({
    code: "SECRET_UNUSABLE",
    severity: "error",
    message: `The secret of sources.${source}.auth must be there and be one that can be sent. ${reasonText(error)}`,
    help: "Check that the file is there, that this user may read it, and that it holds one line.",
    origin: undefined,
  });
}

function tlsProblem(source: string): (error: unknown) => Problem {
  return (error) => ({
    code: "TLS_UNUSABLE",
    severity: "error",
    message: `The files of sources.${source}.tls must make a connection, and do not: ${reasonText(error)}`,
    help: "Check that they are there, in PEM, that the key is that of the certificate, and the passphrase.",
    origin: undefined,
  });
}

function checkEncryption(source: string, text: string): readonly Problem[] {
  const url = new URL(text);
  if (!isInTheClear(url)) return [];
  return [
    {
      code: "CREDENTIALS_IN_THE_CLEAR",
      severity: "warning",
      message: `What sources.${source}.auth holds is sent to ${url.origin} without encryption.`,
      help: "Use https, unless what is between here and there encrypts by itself.",
      origin: undefined,
    },
  ];
}

/** What stays on this machine is heard by nobody else. */
function isInTheClear({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
