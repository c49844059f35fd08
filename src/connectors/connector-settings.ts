import type { JsonObject } from "../kernel/json.ts";

/** What the operator's configuration says about the source of a connector. */
export interface ConnectorSettings {
  /** Stands for the `baseURL` of the schema. */
  readonly baseUrl: string | undefined;
  /** `$config`. */
  readonly config: JsonObject;
  /** `$env`. */
  readonly env: JsonObject;
  /** Asked anew for each call, as they may change while the gateway runs. */
  readonly batch: () => BatchLimits;
  /** The most keys in one call where neither the connector nor the operator says. */
  readonly defaultBatchSize: number;
}

export interface BatchLimits {
  /** A batch whose URL would be longer is split. */
  readonly maxUrlBytes: number;
  /** The most keys in one call, whatever the connector says; undefined: as many as it says. */
  readonly maxSize?: number | undefined;
}
