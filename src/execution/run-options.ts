import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector } from "../contract/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { FreshnessGathering } from "./answer-freshness.ts";
import type { FieldPlan, Variables } from "./plan.ts";
import type { ResolverContext } from "./resolvers.ts";
import type { AnswerBounds } from "./run-totals.ts";

/** What one run of a plan works with. */
export interface RunOptions {
  readonly variables: Variables;
  readonly resolverContext: ResolverContext;
  /** Fresh loaders: what was loaded before a mutation may be out of date after it. */
  readonly createLoaders: () => BranchLoaders;
  /** What the answer may have. */
  readonly bounds: AnswerBounds;
  /** Told how fresh the parts of the answer are; undefined where nobody wants to know. */
  readonly freshness: FreshnessGathering | undefined;
  /** Makes stale what is kept under these tags. Never rejects. */
  readonly invalidate: (tags: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  /** Undefined where nobody wants to know. */
  readonly onInvalidValue: OnInvalidValue | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Pick<Metrics, "lazyEnded"> | undefined;
}

/** Told of each value of a connector that does not fit the type of its field. */
export type OnInvalidValue = (field: FieldPlan, connector: Connector) => void;

/** Sets of loaders, so that what may be late is in no batch with what may not. */
export interface BranchLoaders {
  readonly first: KeyLoader;
  /** For lazy fields. */
  readonly late: KeyLoader;
  /** For what leaves after the first part: it asks no more once that is given up. */
  readonly later: KeyLoader;
}

export interface KeyLoader {
  /** Loads distinct keys. One outcome per key, in the order of the keys; never rejects. */
  readonly load: (connector: Connector, keys: readonly Key[]) => Promise<readonly Outcome[]>;
}
