import {
  batchInForce,
  type BatchingSchema,
  type BatchSettings,
} from "../contract/batch-in-force.ts";
import type { Connector } from "../contract/contract.ts";
import type { BatchPolicy } from "../contract/policies.ts";
import type { Lane } from "../kernel/lane.ts";

/** How the keys of one connector are gathered into calls: while the source is free, for its window. */
export interface BatchRules extends Omit<BatchPolicy, "owner"> {
  /** The lane of requests that do not name one. */
  readonly lane: Lane;
  /** How many calls one request may cause at the connector's source. */
  readonly callsPerOperation: number;
}

/** What the operator says about the connectors of one source. */
export interface SourceRules extends BatchSettings {
  /** How many calls one request may cause at it. */
  readonly callsPerOperation: number;
  /** By the connector's id. */
  readonly lanes: Readonly<Record<string, Lane>>;
}

/** The rules of a connector. */
export function readBatchRules(
  connector: Connector,
  schema: BatchingSchema,
  operator: SourceRules,
): BatchRules {
  const { windowMs, sharing, onFailure } = batchInForce(connector, schema, operator);
  const { lanes, callsPerOperation } = operator;
  const lane = Object.hasOwn(lanes, connector.id) ? lanes[connector.id] : undefined;
  return { windowMs, sharing, onFailure, lane: lane ?? "normal", callsPerOperation };
}
