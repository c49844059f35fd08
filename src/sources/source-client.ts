import { Pool } from "undici";

import type { HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { Clock } from "../kernel/clock.ts";
import { Call, type CallHost } from "./call.ts";
import { ConcurrencyLimit, type ConcurrencyLimitOptions } from "./concurrency-limit.ts";

export interface SourceClientOptions extends ConcurrencyLimitOptions {
  /** The source's name, for error messages. */
  readonly name: string;
  /** How long a call may take, from the moment it is asked for: waiting for its turn included. */
  readonly timeoutMs: number;
  /** The most that is read of a body, before and after decompression. */
  readonly maxResponseBytes: number;
  readonly clock: Clock;
}

/**
 * Makes the HTTP calls of one source: kept-alive connections, as many as calls may run at once.
 * Redirects are not followed. Lives as long as the process, shared by all requests.
 */
export class SourceClient {
  readonly #options: SourceClientOptions;
  readonly #host: CallHost;
  /** By origin; a source has one, unless its connectors have absolute URLs. */
  readonly #pools = new Map<string, Pool>();
  #closing: Promise<unknown> | undefined;

  constructor(options: SourceClientOptions) {
    this.#options = options;
    this.#host = { ...options, limit: new ConcurrencyLimit(options) };
  }

  /**
   * Makes one call, and resolves with the response whatever its status.
   *
   * Rejects with a GatewayError: `HTTP_CLIENT_ERROR`, `GATEWAY_TIMEOUT`, `RESPONSE_TOO_LARGE`,
   * `SOURCE_OVERLOADED`, `CONNECTOR_REQUEST_INVALID`, `CONNECTOR_RESPONSE_INVALID` (a body that is
   * not of its content-encoding), or `REQUEST_ABORTED` once `signal` aborts.
   */
  call(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const pool = this.#pools.get(request.origin) ?? this.#openPool(request.origin);
    return new Promise((resolve, reject) => {
      new Call(this.#host, { pool, request, signal, resolve, reject }).start();
    });
  }

  /** Lets running calls end, then closes all connections. Calls made afterwards are rejected. */
  async close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await this.#closing;
  }

  #openPool(origin: string): Pool {
    const pool = new Pool(origin, {
      connections: this.#options.maxConcurrentCalls,
      pipelining: 1,
      connect: { timeout: this.#options.timeoutMs },
      // A call has one deadline of its own, kept by Call.
      headersTimeout: 0,
      bodyTimeout: 0,
      // One connection per call keeps `maxConcurrentCalls` what it says.
      allowH2: false,
    });
    this.#pools.set(origin, pool);
    // A pool that is closed refuses its calls, like those that were open when closing began.
    if (this.#closing !== undefined) void pool.close();
    return pool;
  }
}
