import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Callee } from "../sources/callee.ts";
import type { CallObserver } from "../sources/observe-call.ts";
import type { BatchRules } from "./batch-rules.ts";

/** A connector with what its calls are made to, and how its keys are gathered. */
export interface CoalescedConnector {
  readonly compiled: CompiledConnector;
  readonly source: Callee;
  /** As they are at this moment. */
  readonly rules: BatchRules;
  /** Whether its values may be kept: then what its source says of that is handed on with them. */
  readonly isKept: boolean;
  readonly observer: CallObserver;
  readonly clock: Clock;
  readonly newCallId: () => string;
}
