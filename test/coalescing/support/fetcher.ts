import { buildSchema } from "graphql";
import { onTestFinished } from "vitest";

import { Coalescer } from "../../../src/coalescing/coalescer.ts";
import { compileConnector } from "../../../src/connectors/compile-connector.ts";
import type { BatchLimits } from "../../../src/connectors/connector-settings.ts";
import type { Outcome } from "../../../src/connectors/outcome.ts";
import type { Connector } from "../../../src/contract/contract.ts";
import type { BatchPolicy, IdempotencyPolicy } from "../../../src/contract/policies.ts";
import { systemClock, type Clock } from "../../../src/kernel/clock.ts";
import type { Lane } from "../../../src/kernel/lane.ts";
import { createCallObserver, type CallObserver } from "../../../src/sources/observe-call.ts";
import type { SourceSettings } from "../../../src/sources/source-settings.ts";
import { Source } from "../../../src/sources/source.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import type { Metrics } from "../../../src/telemetry/metrics.ts";
import { settings as connectorSettings } from "../../connectors/connector-fixture.ts";
import { settings as sourceSettings } from "../../sources/source-setup.ts";

export interface FetcherOptions {
  readonly upstreamUrl: string;
  /** More connectors of the same source. */
  readonly others?: readonly Connector[];
  /** Asked anew for each call. */
  readonly limits?: () => BatchLimits;
  readonly source?: Partial<SourceSettings>;
  readonly batch?: Partial<BatchPolicy>;
  readonly idempotent?: IdempotencyPolicy;
  /** Whether the connector's values may be kept; by default they may not. */
  readonly isKept?: boolean;
  readonly lanes?: Readonly<Record<string, Lane>>;
  /** What the operator sets. */
  readonly windowMs?: number;
  readonly callsPerOperation?: number;
  readonly observer?: CallObserver;
  readonly metrics?: Metrics;
  readonly clock?: Clock;
}

/** A coalescer for a connector, and its source, which is closed after the test. */
export function openFetcher(connector: Connector, options: FetcherOptions) {
  const { clock = systemClock, callsPerOperation = 1000, lanes = {}, windowMs, metrics } = options;
  const source = new Source(
    {
      name: "api",
      baseUrl: options.upstreamUrl,
      clock,
      random: () => 0.5,
      onBreakerChange: () => {},
      onTrouble: () => {},
    },
    { ...sourceSettings, timeoutMs: 10_000, maxQueuedCalls: 100_000, ...options.source },
  );
  onTestFinished(() => source.close());
  const connectors = [connector, ...(options.others ?? [])];
  const settings = { ...connectorSettings, ...(options.limits && { batch: options.limits }) };
  const coalescer = new Coalescer({
    contract: {
      schema: buildSchema("type Query { a: Int }"),
      policies: {
        batch: byCoordinate(connector, options.batch && { ...batchPolicy, ...options.batch }),
        idempotent: byCoordinate(connector, options.idempotent),
      },
      freshness: new Map(options.isKept === true ? [[connector.id, "kept"]] : []),
    },
    routes: new Map(
      connectors.map((it) => [it.id, { compiled: compileConnector(it, settings), source }]),
    ),
    isSeenByCode: false,
    rules: { ofSource: () => ({ windowMs, lanes, callsPerOperation }) },
    observer: options.observer ?? silentObserver(),
    metrics,
    clock,
  });
  return { coalescer, source };
}

const batchPolicy: BatchPolicy = {
  windowMs: 0,
  sharing: "SCOPE",
  onFailure: "SPLIT",
  owner: undefined,
};

function byCoordinate<Policy>({ coordinate }: Connector, policy: Policy | undefined) {
  return new Map(policy === undefined ? [] : [[coordinate, policy]]);
}

function silentObserver(): CallObserver {
  return createCallObserver({
    log: createLogger({ mode: "production", level: "silent", isTerminal: false }),
    audit: undefined,
    metrics: undefined,
    tracing: undefined,
    hash: (text) => text,
  });
}

/** Values, and codes of errors. */
export function summary(outcomes: readonly Outcome[]): readonly unknown[] {
  return outcomes.map((outcome) => {
    if (outcome.kind === "value") return outcome.value;
    return outcome.kind === "error" ? outcome.error.code : outcome.kind;
  });
}
