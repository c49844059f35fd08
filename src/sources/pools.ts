import { Pool } from "undici";

import { type ConnectSettings, openConnect } from "./open-connect.ts";

export interface PoolSettings extends ConnectSettings {
  /** The most connections; null: as many as there are calls at once. */
  readonly connections: number | null;
}

/** Kept connections by origin. */
export class Pools {
  readonly #byOrigin = new Map<string, OpenPool>();
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  /** The pool of an origin; a new one where the settings are no longer those it was made with. */
  get(origin: string, settings: PoolSettings): Pool {
    const known = this.#byOrigin.get(origin);
    if (known !== undefined && isSame(known.settings, settings)) return known.pool;
    if (known !== undefined) this.#close(known.pool);
    const pool = openPool(origin, settings);
    this.#byOrigin.set(origin, { pool, settings });
    // A pool that is closed refuses its calls, like those that were open when closing began.
    if (this.#isClosed) this.#close(pool);
    return pool;
  }

  /** Lets the running calls of all other origins end, then closes their connections. */
  closeOthers(used: ReadonlySet<string>): void {
    for (const [origin, { pool }] of this.#byOrigin) {
      if (used.has(origin)) continue;
      this.#byOrigin.delete(origin);
      this.#close(pool);
    }
  }

  /** Lets running calls end, then closes all connections. Calls made afterwards are rejected. */
  async close(): Promise<void> {
    if (!this.#isClosed) for (const { pool } of this.#byOrigin.values()) this.#close(pool);
    this.#isClosed = true;
    await Promise.all(this.#closing);
  }

  #close(pool: Pool): void {
    const closed = pool.close().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}

interface OpenPool {
  readonly pool: Pool;
  readonly settings: PoolSettings;
}

function isSame(one: PoolSettings, other: PoolSettings): boolean {
  return (
    one.connections === other.connections &&
    one.connectTimeoutMs === other.connectTimeoutMs &&
    one.tls === other.tls &&
    one.allowLinkLocal === other.allowLinkLocal
  );
}

function openPool(origin: string, { connections, ...connect }: PoolSettings): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connect: openConnect(connect),
    // An attempt has one timeout of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
