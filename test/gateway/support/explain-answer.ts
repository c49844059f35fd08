import type { Caller, World, WorldCall } from "./scripted-world.ts";
import { type Told, type Unit, unitsTold } from "./world-units.ts";
import type { Fence, Observation } from "./world-run.ts";

export interface Explanation {
  readonly units: ReadonlyMap<string, Unit>;
  readonly calls: readonly WorldCall[];
  readonly fences: readonly Fence[];
  /** What a service that keeps nothing answers in that world, by unit. */
  readonly replay: (world: World, caller: Caller) => Promise<ReadonlyMap<string, string>>;
}

/**
 * What no call explains, of all that an answer tells and claims: a call does whose answer is as told,
 * is as young as schema, source and caller want it, was made since the last invalidation, and stays
 * fresh for as long as was claimed.
 */
export async function unexplained(
  observation: Observation,
  explanation: Explanation,
): Promise<readonly string[]> {
  const { answer, caller } = observation;
  const told = unitsTold(answer);
  const problems: string[] = [];
  for (const one of told) {
    const unit = explanation.units.get(one.unit);
    const claims = claimsOf(one, observation);
    const allowance = { ...explanation, claims, observation };
    const worlds = explanation.calls
      .filter((call) => unit?.isAskedBy(call) === true && isAllowed(call, unit, allowance))
      .map(({ world }) => world)
      .toReversed();
    let isExplained = false;
    for (const world of worlds) {
      // oxlint-disable-next-line no-await-in-loop -- nearly always the newest is the one
      isExplained = (await explanation.replay(world, caller)).get(one.unit) === one.value;
      if (isExplained) break;
    }
    if (!isExplained) problems.push(`${one.path}: ${one.value} ${JSON.stringify(claims)}`);
  }
  return [...problems, ...badHeaders(told, observation, explanation.units)];
}

/** What an answer says of how fresh one unit is. */
interface Claims {
  /** In the order of how long they allow something to be served. */
  readonly stale: readonly string[];
  /** Since 1970; undefined: nothing is claimed. */
  readonly freshUntilMs: number;
  readonly fetchedAtMs: number;
}

function claimsOf({ path }: Told, { answer, answeredAtMs }: Observation): Claims {
  const report = answer.report.find((field) => field.path === path);
  const control = answer.headers.get("cache-control") ?? "";
  const maxAge = Number(/^max-age=(\d+)/.exec(control)?.[1] ?? 0);
  const age = Number(answer.headers.get("age") ?? 0);
  // Of what is not kept, nothing is claimed: the others at its path are the ones with the times.
  const isKept = report?.kept !== false;
  return {
    stale: report?.stale?.reasons ?? [],
    freshUntilMs: Math.max(
      maxAge > 0 ? answeredAtMs + maxAge * 1000 : 0,
      isKept && report?.freshUntil !== undefined ? Date.parse(report.freshUntil) : 0,
    ),
    fetchedAtMs:
      control.startsWith("max-age") && answer.headers.has("age")
        ? answeredAtMs - age * 1000
        : Number.POSITIVE_INFINITY,
  };
}

interface Allowance extends Explanation {
  readonly claims: Claims;
  readonly observation: Observation;
}

function isAllowed(
  call: WorldCall,
  unit: Unit,
  { fences, claims, observation }: Allowance,
): boolean {
  const { world, arrivedAtMs, arrivedAt, answeredAt } = call;
  const { askedAt, askedAtMs, maxAgeMs } = observation;
  const isFencedOff = fences.some(
    ({ is, notBefore, since }) =>
      since < askedAt && arrivedAt < notBefore && (is.all === true || unit.isOf(is, world)),
  );
  if (isFencedOff || call.answeredAt === Number.POSITIVE_INFINITY) return false;
  const { says } = world;
  const { ttlMs, staleMs, errorMs, missingMs } = unit.rule;
  const isMissing = unit.isMissing(world);
  const bornMs = arrivedAtMs - (says.ageMs ?? 0);
  const freshMs = Math.min(
    isMissing ? missingMs : ttlMs,
    says.maxAgeMs ?? Number.POSITIVE_INFINITY,
  );
  if (claims.freshUntilMs > bornMs + freshMs) return false;
  // Ages are told in whole seconds.
  if (claims.fetchedAtMs < Number.POSITIVE_INFINITY && bornMs < claims.fetchedAtMs - 1000)
    return false;

  const isNew = answeredAt > askedAt && (maxAgeMs !== 0 || arrivedAt > askedAt);
  if (isNew) return true;
  if (world.failing !== "not" || says.noStore === true) return false;
  if (says.isPrivate === true && !unit.isScoped) return false;
  const hasFailed = claims.stale.some((reason) => reason !== "revalidating");
  const mayBeStale = !isMissing && says.mustRevalidate !== true;
  const extraMs = Math.max(
    claims.stale.includes("revalidating") ? staleMs : 0,
    hasFailed ? errorMs : 0,
  );
  const ageMs = askedAtMs - bornMs;
  const isYoung = maxAgeMs === undefined || (maxAgeMs > 0 && ageMs <= maxAgeMs);
  return isYoung && ageMs < freshMs + (mayBeStale ? extraMs : 0);
}

function badHeaders(
  told: readonly Told[],
  { answer }: Observation,
  units: Explanation["units"],
): readonly string[] {
  const control = answer.headers.get("cache-control");
  if (control === "no-store") return [];
  const problems: string[] = [];
  if (answer.errors !== undefined) problems.push("an answer with errors may be kept");
  if (told.some(({ unit }) => unit === "now")) problems.push("what is never kept may be kept");
  const isScoped = told.some(({ unit }) => units.get(unit)?.isScoped);
  if (isScoped && control?.endsWith("private") !== true)
    problems.push("a scope may be kept by all");
  return problems;
}
