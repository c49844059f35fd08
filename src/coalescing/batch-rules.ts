import type { GraphQLSchema } from "graphql";

import type { Connector } from "../contract/contract.ts";
import { fetchedType } from "../contract/fetched-type.ts";
import type { Policies } from "../contract/policies.ts";
import type { Lane } from "../kernel/lane.ts";

/** How the keys of one connector are gathered into calls. */
export interface BatchRules {
  /** The longest that a key waits for company while the source is free. */
  readonly windowMs: number;
  readonly sharing: "SCOPE" | "REQUEST";
  readonly onFailure: "SPLIT" | "TOGETHER";
  /** The lane of requests that do not name one. */
  readonly lane: Lane;
  /** How many calls one request may cause at the connector's source. */
  readonly callsPerOperation: number;
}

/** What the operator says about the connectors of one source. */
export interface SourceRules {
  /** The window where the schema has none; where it has one, an upper bound for it. */
  readonly windowMs: number | undefined;
  /** How many calls one request may cause at it. */
  readonly callsPerOperation: number;
  /** "REQUEST" holds whatever the schema says; "SCOPE" is what it is without either saying so. */
  readonly sharing?: "SCOPE" | "REQUEST" | undefined;
  /** By the connector's id. */
  readonly lanes: Readonly<Record<string, Lane>>;
}

/** The rules of a connector: `@batch` of its field wins over that of the type it fetches. */
export function readBatchRules(
  connector: Connector,
  {
    policies,
    schema,
  }: { readonly policies: Pick<Policies, "batch">; readonly schema: GraphQLSchema },
  { windowMs, sharing, lanes, callsPerOperation }: SourceRules,
): BatchRules {
  const policy =
    policies.batch.get(connector.coordinate) ?? policies.batch.get(fetchedType(connector, schema));
  const declaredMs = policy?.windowMs ?? windowMs ?? 0;
  const lane = Object.hasOwn(lanes, connector.id) ? lanes[connector.id] : undefined;
  return {
    // Without `$batch` a call has one key, and company would be of no use.
    windowMs: connector.batch === undefined ? 0 : Math.min(declaredMs, windowMs ?? declaredMs),
    sharing: sharing === "REQUEST" ? sharing : (policy?.sharing ?? "SCOPE"),
    onFailure: policy?.onFailure ?? "SPLIT",
    lane: lane ?? "normal",
    callsPerOperation,
  };
}
