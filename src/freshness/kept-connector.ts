import { hash } from "node:crypto";

import { compileScope } from "../coalescing/scope.ts";
import type { Key, Outcome } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { Connector } from "../contract/contract.ts";
import type { FreshnessRules } from "../contract/freshness-rules.ts";
import type { CachePlace } from "../telemetry/cache-metrics.ts";
import type { Entry } from "./entry.ts";
import { entryKeyPrefix } from "./entry-key.ts";
import type { InvalidationLog } from "./invalidation-log.ts";

/** A connector whose values are kept, with the rules for that. */
export class KeptConnector {
  readonly connector: Connector;
  readonly rules: FreshnessRules;
  /** What metrics call it. */
  readonly place: CachePlace;
  /** The scope of a request: "" where all callers share the connector's values. */
  readonly scopeOf: (request: RequestContext) => string;
  readonly #version: string;

  constructor(
    { connector, version }: Pick<CompiledConnector, "connector" | "version">,
    { rules, typeName }: { readonly rules: FreshnessRules; readonly typeName: string },
  ) {
    this.connector = connector;
    this.rules = rules;
    this.place = { connector: connector.id, typeName };
    this.scopeOf = compileScope(connector);
    this.#version = versionWith(version, rules);
  }

  /** What the store keys of a scope begin with. */
  keyPrefix(scope: string): string {
    return entryKeyPrefix(this.#version, scope);
  }

  /** Whether nothing has been invalidated since that concerns an entry. */
  holds(log: InvalidationLog, key: Key, entry: Entry): boolean {
    if (entry.position === log.position) return true;
    const { rules, connector } = this;
    const subject = { connectorId: connector.id, rules, asked: key, value: valueOf(entry.outcome) };
    return log.holds(entry, subject);
  }
}

function valueOf(outcome: Outcome) {
  return outcome.kind === "value" ? outcome.value : undefined;
}

/** Entries know until when they are good: with other rules they would be good for another time. */
function versionWith(version: string, rules: FreshnessRules): string {
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, missingTtlMs, isPrivate } = rules;
  const text = [version, ttlMs, staleWhileRevalidateMs, staleIfErrorMs, missingTtlMs, isPrivate];
  return hash("sha256", text.join(), "base64url").slice(0, 22);
}
