import { type SourceRules, readBatchRules } from "../../coalescing/batch-rules.ts";
import type { CompiledConnector } from "../../connectors/compile-connector.ts";
import type { Connector, Contract } from "../../contract/contract.ts";
import { fetchedType } from "../../contract/fetched-type.ts";
import { costsCall } from "../../contract/costs-call.ts";
import { inProcess } from "../../sources/in-process.ts";
import type { Step } from "../plan.ts";
import type { ExplainedConnector, ExplainedKeeping } from "./explanation.ts";

/** What is known of connectors besides the schema. */
export interface ConnectorBasis {
  readonly contract: Contract;
  /** By id. */
  readonly connectors: ReadonlyMap<string, CompiledConnector>;
  /** What the operator says about a source, by its name. */
  readonly rulesOf: (sourceName: string) => SourceRules;
}

/** How a connector asks its source: no values of settings, nothing secret. */
export function explainConnector(connector: Connector, basis: ConnectorBasis): ExplainedConnector {
  const { contract, rulesOf } = basis;
  const { id, request, batch, inputs } = connector;
  const source = sourceNameOf(connector, basis);
  const { windowMs, onFailure, sharing } = readBatchRules(connector, contract, rulesOf(source));
  return {
    id,
    source,
    request: request && { method: request.method, url: request.url.text },
    batch: batch && { maxSize: maxKeysOf(connector, basis), windowMs, onFailure },
    scope: {
      sharing,
      headers: inputs.headers,
      context: inputs.context.map((path) => path.join(".")),
    },
  };
}

/**
 * The name of the source that a connector calls: its host, where the schema names none. That of a
 * batch resolver is as good as one.
 */
export function sourceNameOf(
  { id, resolver, source }: Connector,
  { connectors }: Pick<ConnectorBasis, "connectors">,
): string {
  if (resolver !== undefined) return inProcess.name;
  return source?.name ?? connectors.get(id)?.baseUrl ?? "";
}

/** How many keys one call of a connector may have. */
export function maxKeysOf(
  { id }: Connector,
  { connectors }: Pick<ConnectorBasis, "connectors">,
): number {
  return connectors.get(id)?.maxKeys() ?? 1;
}

/** How long what a step brings is kept, or why not. */
export function explainKeeping(step: Step, contract: Contract): ExplainedKeeping {
  if (step.kind === "introspect") return unkept("The gateway answers it from its schema.");
  if (step.kind === "resolve") return unkept("A resolver is asked each time.");
  const { connector } = step;
  const rules = contract.freshness.get(connector.id);
  if (rules === undefined) return unkept(reasonOf(connector, contract));
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, missingTtlMs, isPrivate } = rules;
  return {
    kind: "kept",
    ttlMs,
    staleWhileRevalidateMs,
    staleIfErrorMs,
    missingTtlMs,
    isPrivate,
  };
}

function reasonOf(connector: Connector, { schema, policies }: Contract): string {
  if (connector.place.kind === "mutation") return "What a mutation answers is never kept.";
  if (!costsCall(connector)) return "There is no call to be saved.";
  const typeName = fetchedType(connector, schema);
  const policy = policies.freshness.get(connector.coordinate) ?? policies.freshness.get(typeName);
  if (policy?.ttlMs === 0) return `${typeName} is never kept: its ttl is "0s".`;
  return policy === undefined
    ? `Nothing says how long ${typeName} may be kept.`
    : `Something that comes with ${typeName} must not be kept.`;
}

function unkept(reason: string): ExplainedKeeping {
  return { kind: "unkept", reason };
}
