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
    warnOfLoser(
      cacheControl,
      { says: "how long it stays fresh", help: removeAge(cacheControl) },
      problems,
    );
  }
  if (firstTag !== undefined && tags !== undefined) {
    const help = `Remove \`@${firstTag.name.value}\`, or give \`@freshness\` no tags.`;
    warnOfLoser(firstTag, { says: "the tags", help }, problems);
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

/** What to take away of a `@cacheControl` that loses: its scope would hold. */
function removeAge(directive: ConstDirectiveNode): string {
  const name = `\`@${directive.name.value}\``;
  if (argumentOf(directive, "scope") === undefined) {
    return `Remove ${name}: \`@freshness\` says it all.`;
  }
  const ages = ["maxAge", "inheritMaxAge"].filter((age) => argumentOf(directive, age));
  return `Remove \`${ages.join("` and `")}\` from ${name}, and keep its \`scope\`: \`@freshness\` says nothing of that.`;
}

function warnOfLoser(
  directive: ConstDirectiveNode,
  { says, help }: { readonly says: string; readonly help: string },
  problems: ProblemLog,
): void {
  problems.warn("FRESHNESS_OVERRIDES", directive, {
    message: `\`@freshness\` at the same place wins: it says ${says}, and what \`@${directive.name.value}\` says of that has no effect.`,
    help,
  });
}
