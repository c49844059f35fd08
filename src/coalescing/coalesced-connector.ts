import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { Clock } from "../kernel/clock.ts";
import type { CallObserver } from "../sources/observe-call.ts";
import type { Source } from "../sources/source.ts";
import type { BatchRules } from "./batch-rules.ts";

/** A connector with its source, and how its keys are gathered. */
export interface CoalescedConnector {
  readonly compiled: CompiledConnector;
  readonly source: Source;
  /** As they are at this moment. */
  readonly rules: BatchRules;
  /** Whether its values may be kept: then what its source says of that is handed on with them. */
  readonly isKept: boolean;
  readonly observer: CallObserver;
  readonly clock: Clock;
  readonly newCallId: () => string;
}
