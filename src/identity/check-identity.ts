import type { Origin, Problem } from "../kernel/problem.ts";
import { checkIssuer } from "./check-issuer.ts";
import { credentialHeaders } from "./identity.ts";
import type { ProblemAt } from "./identity-problem.ts";
import type { IdentitySettings } from "./identity-settings.ts";

interface CheckedSettings {
  readonly identity: IdentitySettings;
  readonly originOf: (path: readonly PropertyKey[]) => Origin | undefined;
}

/**
 * Finds settings of identity that contradict each other, that would let in the wrong ones or nobody,
 * and keys that cannot be read. No secret is told.
 */
export function checkIdentity({ identity, originOf }: CheckedSettings): readonly Problem[] {
  const problemAt: ProblemAt = (path, what) => ({
    code: "IDENTITY_INVALID",
    severity: "error",
    origin: originOf(["identity", ...path]),
    ...what,
  });
  return [
    ...identity.jwt.flatMap((issuer, index) => [
      ...checkIssuer(issuer, (path, what) => problemAt(["jwt", index, ...path], what)),
    ]),
    ...checkTwice(identity, problemAt),
    ...checkProxy(identity, problemAt),
    ...checkRequired(identity, problemAt),
  ];
}

function* checkTwice(identity: IdentitySettings, problemAt: ProblemAt): Iterable<Problem> {
  const { jwt, apiKeys } = identity;
  for (const issuer of repeated(jwt.map((each) => each.issuer))) {
    yield problemAt(["jwt"], {
      message: `An issuer stands once among those of identity.jwt; ${issuer} stands there twice.`,
      help: "Make one of them, with the audiences of both.",
    });
  }
  const { keys } = apiKeys;
  for (const name of repeated(keys.map((key) => key.name))) {
    yield problemAt(["apiKeys", "keys"], {
      message: `No two API keys have one name; two are called "${name}".`,
      help: "Give each a name of its own: it tells callers apart.",
    });
  }
  if (repeated(keys.map(({ sha256 }) => sha256.toLowerCase())).length > 0) {
    yield problemAt(["apiKeys", "keys"], {
      message: "Each API key has one holder; two entries have the same sha256.",
      help: "Give each of them a key of its own.",
    });
  }
  for (const header of repeated(credentialHeaders(identity))) {
    yield problemAt([], {
      message: `Each kind of credential has a header of its own; "${header}" is set for two.`,
      help: "Change apiKeys.header or trustedHeader.header. Tokens come in Authorization.",
    });
  }
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function* checkProxy({ trustedHeader }: IdentitySettings, problemAt: ProblemAt): Iterable<Problem> {
  const { header, secret, addresses, secretHeader } = trustedHeader;
  if (header === undefined) return;
  if (secret === undefined && addresses.length === 0) {
    yield problemAt(["trustedHeader"], {
      message: `A header is believed only of a known proxy; "${header}" could be sent by anybody.`,
      help: "Set trustedHeader.secret, trustedHeader.addresses, or both.",
    });
  }
  if (secret !== undefined && Buffer.byteLength(secret) < leastProxySecretBytes) {
    yield problemAt(["trustedHeader", "secret"], {
      code: "IDENTITY_SECRET_TOO_SHORT",
      message: `The secret of a proxy has at least ${leastProxySecretBytes} bytes; this one has less, so that it could be found by trying.`,
      help: "Make one by chance, such as: openssl rand -base64 24",
    });
  }
  if (header === secretHeader) {
    yield problemAt(["trustedHeader"], {
      message: `The secret of a proxy has a header of its own; "${header}" is that of the caller.`,
      help: "Change trustedHeader.secretHeader.",
    });
  }
}

const leastProxySecretBytes = 16;

function* checkRequired(identity: IdentitySettings, problemAt: ProblemAt): Iterable<Problem> {
  if (!identity.required || credentialHeaders(identity).length > 0) return;
  yield problemAt(["required"], {
    message: "With identity.required, some must be able to prove who they are; here nobody can.",
    help: "Set identity.jwt, identity.apiKeys or identity.trustedHeader.",
  });
}
