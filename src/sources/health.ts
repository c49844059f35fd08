import { GatewayError } from "../kernel/gateway-error.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import type { CallResult } from "./circuit-breaker.ts";
import { type AttemptResult, isSourceFailure } from "./retry.ts";
import type { SourceCall } from "./source-call.ts";

/** What the attempts of a source say of it: whether it works, how long it takes, what it bears. */
export class Health {
  readonly #adaptive = new AdaptiveLimit();
  #latencyMs = 0;

  /** What attempts took of late, on average. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** How many calls it bears at once, as far as was measured. */
  get limit(): number {
    return this.#adaptive.limit;
  }

  /** What an attempt says. Its time is to be measured unless that is nothing: "abandoned". */
  verdict(call: SourceCall, result: AttemptResult): CallResult {
    if (this.#saysNothing(call, result)) return "abandoned";
    return isSourceFailure(result) ? "failure" : "success";
  }

  measure(latencyMs: number): void {
    this.#latencyMs += (latencyMs - this.#latencyMs) / (this.#latencyMs === 0 ? 1 : 8);
  }

  /** Learns how many calls it bears, from one that ended while so many were inside. */
  adapt(latencyMs: number, inside: number, result: AttemptResult): void {
    this.#adaptive.record({ latencyMs, inside, isOverload: isOverload(result) });
  }

  /** Whether nobody can tell from the attempt how the source is. */
  #saysNothing(call: SourceCall, result: AttemptResult): boolean {
    // The quota of one caller's credentials is not that of the others.
    if (!(result instanceof GatewayError)) return result.status === 429 && call.scope !== "";
    if (neverSent.has(result.code)) return true;
    // Given up: by clients who went away; or because their time was over, though there was enough.
    const wasLate = result.code === "GATEWAY_TIMEOUT" && call.upstreamMs > 2 * this.#latencyMs;
    return call.hasEnded && !wasLate;
  }
}

const neverSent: ReadonlySet<string> = new Set([
  "CONNECTOR_REQUEST_INVALID",
  "SOURCE_ADDRESS_REFUSED",
]);

/** The source says, by its answer or by its silence, that it has too much to do. */
function isOverload(result: AttemptResult): boolean {
  return result instanceof GatewayError
    ? result.code === "GATEWAY_TIMEOUT"
    : result.status === 429 || result.status === 503;
}
