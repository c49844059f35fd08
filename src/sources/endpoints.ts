import type { HttpRequest } from "../connectors/http-message.ts";
import { CircuitBreaker, type BreakerState, type Pass } from "./circuit-breaker.ts";
import { compileFallbacks, type ToFallback } from "./fallback-request.ts";
import type { BreakerSettings } from "./source-settings.ts";

/** Where a call goes, and the breaker that let it. */
export interface Route {
  readonly breaker: CircuitBreaker;
  readonly pass: Pass;
  /** The request as it is sent there. */
  readonly address: (request: HttpRequest) => HttpRequest;
}

const unchanged = (request: HttpRequest): HttpRequest => request;

export interface EndpointSettings {
  readonly fallbackUrls: readonly string[];
  readonly breaker: BreakerSettings;
}

/** The endpoint by its index: 0 is the base URL, 1 the first fallback. */
export type OnBreakerChange = (endpoint: number, state: BreakerState) => void;

/** The base URLs of one source, each with its own breaker: the source's own, then its fallbacks. */
export class Endpoints {
  readonly #baseUrl: string;
  readonly #onChange: OnBreakerChange;
  #breakers: ReadonlyMap<string, CircuitBreaker> = new Map();
  #toFallback: ToFallback;

  constructor(baseUrl: string, settings: EndpointSettings, onChange: OnBreakerChange) {
    this.#baseUrl = baseUrl;
    this.#onChange = onChange;
    this.#toFallback = compileFallbacks(baseUrl, []);
    this.tune(settings);
  }

  /** Changes the settings; URLs that stay keep their breakers as they are. */
  tune({ fallbackUrls, breaker: settings }: EndpointSettings): void {
    const urls = new Set([this.#baseUrl, ...fallbackUrls]);
    const [, ...fallbacks] = urls;
    this.#breakers = new Map(
      [...urls].map((url, endpoint) => {
        const known = this.#breakers.get(url);
        known?.tune(settings);
        const onChange = (state: BreakerState): void => this.#onChange(endpoint, state);
        return [url, known ?? new CircuitBreaker(settings, onChange)];
      }),
    );
    this.#toFallback = compileFallbacks(this.#baseUrl, fallbacks);
  }

  /** The first endpoint that takes a call now; undefined when none does. */
  admit(nowMs: number): Route | undefined {
    let index = -1;
    for (const breaker of this.#breakers.values()) {
      const fallback = index++;
      const pass = breaker.admit(nowMs);
      if (pass === undefined) continue;
      if (fallback < 0) return { breaker, pass, address: unchanged };
      const address = (request: HttpRequest): HttpRequest =>
        this.#toFallback(request, fallback) ?? request;
      return { breaker, pass, address };
    }
    return undefined;
  }

  /** 0 when a call may be admitted; else how long until then. */
  retryAfterMs(nowMs: number): number {
    let shortestMs = Number.POSITIVE_INFINITY;
    for (const breaker of this.#breakers.values()) {
      shortestMs = Math.min(shortestMs, breaker.retryAfterMs(nowMs));
    }
    return shortestMs;
  }

  /** Of the base URL first, then of each fallback. */
  states(): readonly BreakerState[] {
    return [...this.#breakers.values()].map(({ state }) => state);
  }
}
