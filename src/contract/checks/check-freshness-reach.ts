import { argumentOf } from "../argument-values.ts";
import type { ConnectorFreshness } from "../connector-freshness.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { listInWords } from "../contract-words.ts";
import { describeDuration } from "../describe-duration.ts";
import { directiveUsesOf } from "../directive-uses.ts";
import type { FreshnessWindows } from "../least-promise.ts";
import type { FreshnessPolicy, Policies } from "../policies.ts";
import type { SchemaTypes } from "../schema-types.ts";

/**
 * Warns of promises that nothing ever reaches: a connector's value is kept as a whole, for the least
 * that all in it allows, so what allows more is cut short wherever it is in one.
 */
export function checkFreshnessReach(
  freshness: Pick<ConnectorFreshness, "rules" | "parts">,
  { policies, types }: { readonly policies: Policies; readonly types: SchemaTypes },
  problems: ProblemLog,
): void {
  const places = placesOf(freshness);
  for (const { coordinate, directives } of directiveUsesOf([], types)) {
    const policy = policies.freshness.get(coordinate);
    const keeping = (policy && places.get(policy)) ?? [];
    const [first] = keeping;
    if (policy === undefined || typeof policy.ttlMs !== "number" || first === undefined) continue;
    const promised = { ...policy, ttlMs: policy.ttlMs };
    const unreached = windowsOf(promised).filter((window) =>
      keeping.every(({ allowed }) => window.of(allowed) < window.of(promised)),
    );
    // Where the ttl is not reached, what comes after it is not either.
    const named = unreached[0]?.name === "ttl" ? ["ttl"] : unreached.map(({ name }) => name);
    const [window] = unreached;
    const directive = directives.find(({ name }) => spoken.has(name.value));
    if (window === undefined || directive === undefined) continue;
    const [limit] = first.promises.toSorted((one, other) => window.of(one) - window.of(other));
    const by = [...policies.freshness].find(([, other]) => other === limit)?.[0];
    problems.warn("FRESHNESS_NOT_REACHED", argumentOf(directive, window.name) ?? directive, {
      message: `What a connector returns is kept as a whole, as long as the least in it allows; ${listInWords(named.map((name) => `\`${name}\``))} of "${coordinate}" ${named.length === 1 ? "is" : "are"} never reached: in "${first.id}", "${by}" allows ${describeDuration(window.of(first.allowed))} in all.`,
      help: `Promise as much on "${by}", or less here.`,
    });
  }
}

const spoken: ReadonlySet<string> = new Set(["freshness", "cacheControl"]);

/** A connector whose values hold what a policy is for. */
interface Keeping {
  readonly id: string;
  /** What its values allow. */
  readonly allowed: FreshnessWindows;
  readonly promises: readonly (FreshnessPolicy & FreshnessWindows)[];
}

/** Where policies take part, without connectors of which it is not known how long they keep values. */
function placesOf({
  rules,
  parts,
}: Pick<ConnectorFreshness, "rules" | "parts">): ReadonlyMap<FreshnessPolicy, readonly Keeping[]> {
  const places = new Map<FreshnessPolicy, Keeping[]>();
  for (const [id, freshness] of parts) {
    const promises = freshness.flatMap((part) =>
      typeof part.promises === "string" ? [] : part.promises,
    );
    const isKnown = freshness.every((part) => part.promises !== "missing");
    const allowed = isKnown ? (rules.get(id) ?? never) : anything;
    for (const policy of new Set(promises)) {
      const keeping = { id, allowed, promises };
      const known = places.get(policy);
      if (known === undefined) places.set(policy, [keeping]);
      else known.push(keeping);
    }
  }
  return places;
}

const never: FreshnessWindows = { ttlMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

/** Somebody still has to say how long: that is told of, and may well be enough. */
const anything: FreshnessWindows = {
  ttlMs: Number.POSITIVE_INFINITY,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
};

/** The spans that a promise has, each counted from when a value was fetched. */
function windowsOf(promised: FreshnessWindows) {
  const all = [
    { name: "ttl", lengthMs: promised.ttlMs, of: ({ ttlMs }: FreshnessWindows) => ttlMs },
    {
      name: "staleWhileRevalidate",
      lengthMs: promised.staleWhileRevalidateMs,
      of: ({ ttlMs, staleWhileRevalidateMs: afterMs }: FreshnessWindows) => ttlMs + afterMs,
    },
    {
      name: "staleIfError",
      lengthMs: promised.staleIfErrorMs,
      of: ({ ttlMs, staleIfErrorMs: afterMs }: FreshnessWindows) => ttlMs + afterMs,
    },
  ];
  return promised.ttlMs === 0 ? [] : all.filter(({ lengthMs }) => lengthMs > 0);
}
