import type { HttpRequest } from "../connectors/http-message.ts";
import type { BreakerState, Pass } from "./circuit-breaker.ts";
import { Endpoint } from "./endpoint.ts";
import { compileFallback, fallbackFault } from "./fallback-request.ts";
import type { SourceCall } from "./source-call.ts";
import type { BreakerSettings } from "./source-settings.ts";

/** Where a call goes, and the leave of its breaker. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly pass: Pass;
  /** The request as it is sent there. */
  readonly request: HttpRequest;
}

export interface EndpointSettings {
  readonly fallbackUrls: readonly string[];
  readonly breaker: BreakerSettings;
}

/** The endpoint by its index: 0 is the base URL, 1 the first fallback. */
export type OnBreakerChange = (endpoint: number, state: BreakerState) => void;

/**
 * The base URLs of one source, each with its own breaker and pause: the source's own, then its
 * fallbacks.
 *
 * What it is asked without a call is asked for one that may go to any of them.
 */
export class Endpoints {
  readonly #baseUrl: string;
  readonly #onChange: OnBreakerChange;
  #all: readonly Endpoint[] = [];

  constructor(baseUrl: string, settings: EndpointSettings, onChange: OnBreakerChange) {
    this.#baseUrl = baseUrl;
    this.#onChange = onChange;
    this.tune(settings);
  }

  /**
   * Changes the settings; URLs that stay keep their breakers as they are, and pauses end.
   *
   * Fallbacks with a fault are left out: who reads the settings tells of them.
   */
  tune({ fallbackUrls, breaker: settings }: EndpointSettings): void {
    const known = new Map(this.#all.map((endpoint) => [endpoint.url, endpoint]));
    const fallbacks = fallbackUrls.filter((url) => fallbackFault(this.#baseUrl, url) === undefined);
    this.#all = [...new Set([this.#baseUrl, ...fallbacks])].map((url, index) => {
      const endpoint = known.get(url) ?? this.#open(url, index, settings);
      endpoint.tune(index, settings);
      return endpoint;
    });
  }

  /** The endpoint that a call goes to, perhaps after a pause; undefined while none would take it. */
  next(nowMs: number, call?: SourceCall): Endpoint | undefined {
    let paused: Endpoint | undefined;
    for (const endpoint of this.#of(call)) {
      if (endpoint.breaker.retryAfterMs(nowMs) > 0) continue;
      // One that fails is passed over while it wants to be left alone; one that is well is waited for.
      if (endpoint.breaker.state === "closed" || endpoint.pauseMs(nowMs) === 0) return endpoint;
      paused ??= endpoint;
    }
    return paused;
  }

  /** Leave for the call to go; undefined when it may not. */
  admit(nowMs: number, call: SourceCall): Route | undefined {
    const endpoint = this.next(nowMs, call);
    const request = endpoint?.address(call.request);
    if (endpoint === undefined || request === undefined) return undefined;
    const pass = endpoint.breaker.admit(nowMs);
    return pass && { endpoint, pass, request };
  }

  /** 0 when a call may be admitted, perhaps after a pause; else how long until then. */
  retryAfterMs(nowMs: number, call?: SourceCall): number {
    if (this.next(nowMs, call) !== undefined) return 0;
    return Math.min(...this.#of(call).map((endpoint) => endpoint.retryAfterMs(nowMs)));
  }

  /** How long the endpoint that a call goes to wants to be left alone. */
  pauseMs(nowMs: number, call?: SourceCall): number {
    return this.next(nowMs, call)?.pauseMs(nowMs) ?? 0;
  }

  /** Of the base URL first, then of each fallback. */
  states(): readonly BreakerState[] {
    return this.#all.map(({ breaker }) => breaker.state);
  }

  origins(): ReadonlySet<string> {
    return new Set(this.#all.map(({ origin }) => origin));
  }

  /** Those that a call may go to. */
  #of(call: SourceCall | undefined): readonly Endpoint[] {
    if (call === undefined) return this.#all;
    return this.#all.filter((endpoint) => call.mayGoTo(endpoint));
  }

  #open(url: string, index: number, breaker: BreakerSettings): Endpoint {
    const address = index === 0 ? unchanged : compileFallback(this.#baseUrl, url);
    return new Endpoint({ url, index, breaker, address, onChange: this.#onChange });
  }
}

const unchanged = (request: HttpRequest): HttpRequest => request;
