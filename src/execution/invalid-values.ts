import type { Connector } from "../contract/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { FieldPlan } from "./plan.ts";

export interface InvalidValuesOptions {
  readonly log: Pick<Logger, "warn">;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Pick<Metrics, "invalidValue"> | undefined;
  readonly clock: Clock;
}

/**
 * Tells operators of values of connectors that do not fit their types: each is counted, and each field
 * has a line in the log a minute. The values themselves are told to nobody.
 */
export class InvalidValues {
  readonly #options: InvalidValuesOptions;
  /** Until when a field has had its line; there are no more of them than the schema has fields. */
  readonly #toldUntilMs = new Map<string, number>();

  constructor(options: InvalidValuesOptions) {
    this.#options = options;
  }

  readonly tell = ({ object, name, type }: FieldPlan, connector: Connector): void => {
    const { log, metrics, clock } = this.#options;
    const source = connector.source?.name;
    metrics?.invalidValue({ source, connector: connector.id });
    const field = `${object.type.name}.${name}`;
    const nowMs = clock.nowMs();
    if (nowMs < (this.#toldUntilMs.get(field) ?? -Infinity)) return;
    this.#toldUntilMs.set(field, nowMs + 60_000);
    log.warn(
      { field, type: String(type), source, connector: connector.coordinate },
      "a value of a source does not fit its type",
    );
  };
}
