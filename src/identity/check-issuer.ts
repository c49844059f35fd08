import type { Problem } from "../kernel/problem.ts";
import { reasonOf } from "../kernel/reason-of.ts";
import { algorithmsOf, leastSecretBytes, secretAlgorithms } from "./algorithms.ts";
import type { ProblemAt } from "./identity-problem.ts";
import type { IssuerSettings } from "./identity-settings.ts";
import { readKeysFile } from "./read-keys-file.ts";

/** Finds what is wrong with the settings of one issuer of tokens. No secret is told. */
export function* checkIssuer(settings: IssuerSettings, problemAt: ProblemAt): Iterable<Problem> {
  const { issuer, jwksUrl, keysFile, secret } = settings;
  const named = [jwksUrl, keysFile, secret].filter((value) => value !== undefined);
  if (named.length !== 1) {
    yield problemAt([], {
      message: `An issuer has its keys in one place; that of ${issuer} are in ${named.length}.`,
      help: "Set one of jwksUrl, keysFile and secret.",
    });
    return;
  }
  const algorithms = algorithmsOf(settings);
  const misfits = algorithms.filter((each) => isOfSecret(each) !== (secret !== undefined));
  if (misfits.length > 0) {
    yield problemAt(["algorithms"], {
      message: `Tokens with ${secret === undefined ? "public keys" : "a secret"} cannot be of ${misfits.join(", ")}.`,
      help: `Leave algorithms out, or name some of ${secret === undefined ? "RS256, PS256, ES256, EdDSA and their like" : secretAlgorithms.join(", ")}.`,
    });
    return;
  }
  if (secret !== undefined) yield* checkSecret(secret, algorithms, problemAt);
  if (keysFile !== undefined) yield* checkKeysFile(keysFile, problemAt);
  if (jwksUrl !== undefined && !isSafe(new URL(jwksUrl))) {
    yield {
      ...problemAt(["jwksUrl"], {
        message: `Keys that come over http can be exchanged on their way; ${jwksUrl} is http.`,
        help: "Use https, unless everything between the gateway and that address is yours.",
      }),
      code: "IDENTITY_KEYS_INSECURE",
      severity: "warning",
    };
  }
}

function isOfSecret(algorithm: string): boolean {
  return secretAlgorithms.some((it) => it === algorithm);
}

function* checkSecret(
  secret: string,
  algorithms: readonly string[],
  problemAt: ProblemAt,
): Iterable<Problem> {
  const least = Math.max(...algorithms.map(leastSecretBytes));
  if (Buffer.byteLength(secret) >= least) return;
  yield problemAt(["secret"], {
    code: "IDENTITY_SECRET_TOO_SHORT",
    message: `A secret for ${algorithms.join(", ")} has at least ${least} bytes; this one has less, so that it could be found by trying.`,
    help: "Make one by chance, such as: openssl rand -base64 48",
  });
}

function* checkKeysFile(path: string, problemAt: ProblemAt): Iterable<Problem> {
  try {
    readKeysFile(path);
  } catch (error) {
    yield problemAt(["keysFile"], {
      code: "IDENTITY_KEYS_UNREADABLE",
      message: `The keys of an issuer must be readable, and those in ${path} are not: ${reasonOf(error)}.`,
      help: "Name a file with a JSON Web Key Set, or with a public key or certificate in PEM.",
    });
  }
}

/** Over https, or without leaving the machine. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
