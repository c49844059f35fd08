import { type BreakerState, CircuitBreaker } from "./circuit-breaker.ts";
import type { ToFallback } from "./fallback-request.ts";
import type { BreakerSettings } from "./source-settings.ts";

export interface EndpointOptions {
  readonly url: string;
  /** 0 is the base URL, 1 the first fallback. */
  readonly index: number;
  readonly breaker: BreakerSettings;
  /** The request as it is sent there; undefined where it cannot be. */
  readonly address: ToFallback;
  readonly onChange: (index: number, state: BreakerState) => void;
}

/** One base URL of a source: its breaker, and how long it asked to be left alone. */
export class Endpoint {
  readonly url: string;
  readonly origin: string;
  readonly address: ToFallback;
  readonly breaker: CircuitBreaker;
  #index: number;
  #pausedUntilMs = 0;

  constructor({ url, index, breaker, address, onChange }: EndpointOptions) {
    this.url = url;
    this.origin = new URL(url).origin;
    this.address = address;
    this.#index = index;
    this.breaker = new CircuitBreaker(breaker, (state) => onChange(this.#index, state));
  }

  /** Takes its place among the others and its settings; a pause ends. */
  tune(index: number, breaker: BreakerSettings): void {
    this.#index = index;
    this.breaker.tune(breaker);
    this.#pausedUntilMs = 0;
  }

  /** Lets nothing go before that time. A pause that is already longer stays. */
  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  /** How long it still wants to be left alone, in whole milliseconds. */
  pauseMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#pausedUntilMs - nowMs));
  }

  /** How long until both its breaker and its pause let a call through. */
  retryAfterMs(nowMs: number): number {
    return Math.max(this.breaker.retryAfterMs(nowMs), this.pauseMs(nowMs));
  }
}
