import type { Key } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Entry } from "./entry.ts";
import type { KeptConnector } from "./kept-connector.ts";

/** For whom, and of what connector, keys are asked. */
export interface Batch {
  readonly kept: KeptConnector;
  readonly request: RequestContext;
  readonly scope: string;
}

/** One key of a batch, and what is kept of it. */
export interface Wanted {
  readonly key: Key;
  readonly entryKey: string;
  /** Undefined where nothing is kept; else perhaps not good enough to be served. */
  readonly entry: Entry | undefined;
}
