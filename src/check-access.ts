import type { Config } from "./config/config.ts";
import type { Origin, Problem } from "./kernel/problem.ts";
import { readSecret } from "./sources/credentials/read-secret.ts";
import { reasonText } from "./sources/credentials/reason-text.ts";
import { secretOf } from "./sources/credentials/static-credentials.ts";
import { readTlsMaterial } from "./sources/tls-material.ts";

/** Reads the secrets and certificates of sources, and finds those that cannot be used. */
export function checkAccess(
  { sources, originOf }: Pick<Config, "sources" | "originOf">,
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
    // The key: what stands behind it may be a secret.
    const placeOf = (...path: readonly string[]) => originOf(["sources", name, ...path], "key");
    if (tls !== undefined) {
      tryOut(() => readTlsMaterial(tls), tlsProblem(name, placeOf("tls")));
    }
    if (auth === undefined) continue;
    const place = placeOf("auth", auth.kind, ...secretKeys[auth.kind]);
    tryOut(() => readSecret(secretOf(auth)), secretProblem(name, place));
    const urls = [baseUrls.get(name), ...source.fallbackUrls];
    if (auth.kind === "oauth2") urls.push(auth.tokenUrl);
    problems.push(
      ...urls.flatMap((url) =>
        url === undefined ? [] : checkEncryption(url, name, placeOf("auth")),
      ),
    );
  }
  return problems;
}

/** Below the kind of credentials: where their secret is set. */
const secretKeys = {
  oauth2: ["clientSecret"],
  bearer: [],
  basic: ["password"],
  apiKey: ["value"],
} as const;

function secretProblem(source: string, origin: Origin | undefined): (error: unknown) => Problem {
  return (error) => ({
    code: "SECRET_UNUSABLE",
    severity: "error",
    message: `The secret of sources.${source}.auth must be there and be one that can be sent. ${reasonText(error)}`,
    help: "Check that the file is there, that this user may read it, and that it holds one line.",
    origin,
  });
}

function tlsProblem(source: string, origin: Origin | undefined): (error: unknown) => Problem {
  return (error) => ({
    code: "TLS_UNUSABLE",
    severity: "error",
    message: `The files of sources.${source}.tls must make a connection, and do not: ${reasonText(error)}`,
    help: "Check that they are there, in PEM, that the key is that of the certificate, and the passphrase.",
    origin,
  });
}

function checkEncryption(
  text: string,
  source: string,
  origin: Origin | undefined,
): readonly Problem[] {
  const url = new URL(text);
  if (!isInTheClear(url)) return [];
  return [
    {
      code: "CREDENTIALS_IN_THE_CLEAR",
      severity: "warning",
      message: `What sources.${source}.auth holds is sent to ${url.origin} without encryption.`,
      help: "Use https, unless what is between here and there encrypts by itself.",
      origin,
    },
  ];
}

/** What stays on this machine is heard by nobody else. */
function isInTheClear({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
