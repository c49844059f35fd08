import type { ConstDirectiveNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, requiredString } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { ReadArguments } from "./directive-arguments.ts";
import type { FreshnessPolicy } from "./policies.ts";
import type { ReadDuration } from "./read-duration.ts";

export interface FreshnessReading {
  readonly readArguments: ReadArguments;
  readonly readDuration: ReadDuration;
  readonly problems: ProblemLog;
}

/**
 * Reads what one place says of freshness: by `@freshness`, and by `@cacheControl` and `@cacheTag`,
 * which other servers know. Where several stand there, `@freshness` wins in all that it says. It
 * says nothing of a scope, so what is PRIVATE stays so.
 *
 * @param directives those of the place that are as defined.
 */
export function readFreshness(
  directives: readonly ConstDirectiveNode[],
  { readArguments, readDuration, problems }: FreshnessReading,
): FreshnessPolicy | undefined {
  const named = (name: string) => directives.filter((directive) => directive.name.value === name);
  const [[freshness], [cacheControl], cacheTags] = [
    named("freshness"),
    named("cacheControl"),
    named("cacheTag"),
  ];
  const [firstTag] = cacheTags;
  const hints = cacheControl && readCacheControl(cacheControl, problems);
  const formats = cacheTags.map((tag) => requiredString(argumentOf(tag, "format")).value);
  if (freshness === undefined) {
    return hints === undefined && firstTag === undefined
      ? undefined
      : { ...nothing, ...hints, tags: formats };
  }

  const { ttl, staleWhileRevalidate, staleIfError, missingTtl, tags, owner } = readArguments(
    "freshness",
    freshness,
  );
  if (cacheControl !== undefined && hints?.ttlMs !== undefined) {
    warnOfLoser(cacheControl, "how long it stays fresh", problems);
  }
  if (firstTag !== undefined && tags !== undefined) {
    warnOfLoser(firstTag, "the tags", problems);
  }
  return {
    ttlMs: readDuration(freshness, "ttl", ttl),
    staleWhileRevalidateMs: readDuration(freshness, "staleWhileRevalidate", staleWhileRevalidate),
    staleIfErrorMs: readDuration(freshness, "staleIfError", staleIfError),
    missingTtlMs: readDuration(freshness, "missingTtl", missingTtl),
    tags: tags ?? formats,
    isPrivate: hints?.isPrivate,
    owner,
  };
}

const nothing: FreshnessPolicy = {
  ttlMs: undefined,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  missingTtlMs: 0,
  tags: [],
  isPrivate: undefined,
  owner: undefined,
};

function readCacheControl(
  directive: ConstDirectiveNode,
  problems: ProblemLog,
): Pick<FreshnessPolicy, "ttlMs" | "isPrivate"> {
  const [maxAge, inherit, scope] = ["maxAge", "inheritMaxAge", "scope"].map((name) =>
    argumentOf(directive, name),
  );
  const isPrivate = scope?.kind === Kind.ENUM ? scope.value === "PRIVATE" : undefined;
  const inherits = inherit?.kind === Kind.BOOLEAN && inherit.value;
  if (maxAge?.kind !== Kind.INT) return { ttlMs: inherits ? "inherit" : undefined, isPrivate };
  const seconds = Number(maxAge.value);
  if (seconds < 0) {
    problems.error("INVALID_VALUE", maxAge, {
      message: `\`maxAge\` is a number of seconds, 0 or more; it is ${maxAge.value}.`,
      help: "Give it the seconds that a value stays fresh; 0 says that it must not be kept.",
    });
  }
  if (inherits) {
    problems.error("INVALID_VALUE", inherit, {
      message: `\`@cacheControl\` has a \`maxAge\` or inherits that of what holds the value; here it has both.`,
      help: "Remove `maxAge` or `inheritMaxAge`.",
    });
  }
  return { ttlMs: seconds * 1000, isPrivate };
}

function warnOfLoser(directive: ConstDirectiveNode, what: string, problems: ProblemLog): void {
  const name = directive.name.value;
  problems.warn("FRESHNESS_OVERRIDES", directive, {
    message: `\`@freshness\` at the same place wins: it says ${what}, and what \`@${name}\` says of that has no effect.`,
    help: `Remove \`@${name}\`, or say it in \`@freshness\` alone.`,
  });
}
