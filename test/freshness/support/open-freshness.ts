import type { FetchKeys, Key, Outcome } from "../../../src/connectors/outcome.ts";
import { newRequestContext, type RequestContext } from "../../../src/connectors/request-context.ts";
import type { SourceFacts } from "../../../src/connectors/source-facts.ts";
import type { Connector } from "../../../src/contract/contract.ts";
import type { FreshnessRules } from "../../../src/contract/freshness-rules.ts";
import { GatewayError } from "../../../src/kernel/gateway-error.ts";
import type { Json } from "../../../src/kernel/json.ts";
import { outcomesOf } from "../../../src/freshness/answers.ts";
import { Freshness } from "../../../src/freshness/freshness.ts";
import { InvalidationLog } from "../../../src/freshness/invalidation-log.ts";
import { KeptConnector } from "../../../src/freshness/kept-connector.ts";
import { MemoryStore } from "../../../src/freshness/memory-store.ts";
import type { SharedTier } from "../../../src/freshness/shared-tier.ts";
import { connectorOf } from "../../connectors/connector-fixture.ts";
import type { CacheMetrics } from "../../../src/telemetry/cache-metrics.ts";
import { turns } from "../../support/until.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";

export const users = connectorOf({
  place: { kind: "object", typeName: "User" },
  url: "/users?id={$batch.id->joinNotNull(',')}",
  batch: { maxSize: undefined },
});

/** Whose answers depend on who asks. */
export const orders = connectorOf({
  url: "/orders/{$args.id}",
  headers: [{ name: "authorization", from: "authorization" }],
});

export function keysOf(...ids: readonly (string | number)[]): Key[] {
  return ids.map((id) => ({ id: String(id), args: {}, this: { id: String(id) } }));
}

/** What a source answers for one key: a value, nothing, or an error; with what it says of freshness. */
interface Said {
  readonly outcome: Outcome;
  readonly facts?: Partial<SourceFacts>;
}

export interface FreshnessSetup {
  readonly rules?: Partial<FreshnessRules>;
  /** What the source says at this moment. By default a value that names the key and the moment. */
  readonly say?: (key: Key, request: RequestContext) => Said | Promise<Said>;
  readonly random?: () => number;
  readonly clock?: ManualClock;
  readonly shared?: SharedTier;
  readonly log?: InvalidationLog;
  readonly connectors?: readonly Connector[];
  readonly metrics?: CacheMetrics;
}

/** A freshness layer with a real memory, in front of a source that says what the test wants. */
export function openFreshness({
  rules,
  say,
  random = () => 0,
  clock = createManualClock(),
  shared,
  log = new InvalidationLog(),
  connectors = [users, orders],
  metrics,
}: FreshnessSetup = {}) {
  const asked: string[][] = [];
  const requests: RequestContext[] = [];
  const known: (Key["known"] | undefined)[] = [];
  const bugs: unknown[] = [];
  const memory = new MemoryStore({ maxBytes: 1_000_000, maxEntries: 10_000, clock });
  const tell: NonNullable<FreshnessSetup["say"]> =
    say ?? ((key: Key) => ({ outcome: valueOf({ id: key.id, at: clock.nowMs() }) }));
  const fetchKeys: FetchKeys = async (_connector, keys, request) => {
    asked.push(keys.map(({ id }) => id));
    requests.push(request);
    known.push(...keys.map((key) => key.known));
    const fetchedAtMs = clock.dateMs();
    return await Promise.all(
      keys.map(async (key) => {
        const { outcome, facts } = await tell(key, request);
        if (outcome.kind === "error") return outcome;
        return { ...outcome, source: { ...silent, fetchedAtMs, ...facts } };
      }),
    );
  };
  const freshness = new Freshness({
    kept: new Map(
      connectors.map((connector) => [
        connector,
        new KeptConnector(
          { connector, version: connector.id },
          { rules: { ...oneMinute, ...rules }, typeName: "User" },
        ),
      ]),
    ),
    fetchKeys,
    memory,
    shared,
    log,
    clock,
    random,
    metrics,
    refreshTimeoutMs: 10_000,
    onBug: (bug) => bugs.push(bug),
  });
  return {
    freshness,
    memory,
    clock,
    log,
    /** The ids of each fetch, in order. */
    asked,
    /** The request of each fetch. */
    requests,
    /** The answers that each key was asked with, to be renewed. */
    known,
    bugs,
    /** Asks for keys of users, and waits for all of them, until what came is kept. */
    ask: async (
      ids: readonly (string | number)[],
      request: Partial<RequestContext> = {},
      connector: Connector = users,
    ): Promise<readonly Outcome[]> => {
      const context = { ...newRequestContext(), ...request };
      const answers = freshness.answerKeys(connector, keysOf(...ids), context);
      const outcomes = await outcomesOf(answers);
      await turns(1);
      return outcomes;
    },
  };
}

export function valueOf(value: Json): Outcome {
  return { kind: "value", value };
}

/** A source that says nothing of freshness. */
const silent: SourceFacts = {
  fetchedAtMs: 0,
  tookMs: 0,
  maxAgeMs: undefined,
  noStore: false,
  isPrivate: false,
  mustRevalidate: false,
  validators: undefined,
};

/** Fresh for a minute, and nothing else. */
const oneMinute: FreshnessRules = {
  ttlMs: 60_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  missingTtlMs: 0,
  isPrivate: false,
  typeNames: new Set(["User"]),
  tagsOf: ({ this: { id } }) => (typeof id === "string" ? [`user-${id}`] : []),
  objectsOf: (_typeName, asked) => [asked.this],
};

/** When the values were true that outcomes hold, on the test's clock, or what they are else. */
export function times(outcomes: readonly Outcome[]): readonly unknown[] {
  return outcomes.map((outcome) => {
    if (outcome.kind !== "value") return outcome.kind;
    return (outcome.value as { readonly at: number }).at;
  });
}

/** What a source that is out of reach comes to. */
export const down: Outcome = {
  kind: "error",
  error: new GatewayError("HTTP_CLIENT_ERROR", "down"),
};
export const minute = 60_000;
