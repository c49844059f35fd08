import { createClient, createCluster } from "@redis/client";

import { redisClusterSettings, redisSettings } from "../freshness/redis-settings.ts";
import type { Clock } from "../kernel/clock.ts";
import { withDeadline } from "../kernel/with-deadline.ts";

export interface RedisLinkOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  readonly clock: Clock;
  /** Called once when the server is out of reach, and not again until it was back. */
  readonly onDown?: (cause: unknown) => void;
  /** Called each time a connection is there, the first time included. */
  readonly onUp?: () => void;
}

/** The part of the client that is used here. */
export type RedisCommands = Pick<
  ReturnType<typeof openClient>,
  "hGetAll" | "hSet" | "hDel" | "set" | "publish" | "subscribe" | "eval" | "xRange"
>;

/**
 * A connection to Redis that may break at any time, and comes back by itself. Nothing waits for it:
 * while it is down every operation is rejected at once.
 */
export class RedisLink {
  readonly #clock: Clock;
  readonly #client: ReturnType<typeof openClient> | ReturnType<typeof openCluster>;
  #isDown = false;
  #isClosed = false;

  constructor({ url, isCluster = false, clock, onDown, onUp }: RedisLinkOptions) {
    this.#clock = clock;
    const down = (cause: unknown): void => {
      if (this.#isDown) return;
      this.#isDown = true;
      onDown?.(cause);
    };
    const up = (): void => {
      this.#isDown = false;
      onUp?.();
    };
    this.#client = isCluster
      ? openCluster(url).on("node-ready", up).on("connect", up)
      : openClient(url).on("ready", up);
    this.#client.on("error", down);
  }

  get isUp(): boolean {
    return this.#client.isReady;
  }

  /** Begins to connect, and goes on trying. Resolves when it is connected, or after a while anyway. */
  async open(): Promise<void> {
    await withDeadline(this.#connect(), this.#clock, inTime(connectMs)).catch(() => undefined);
  }

  /** Runs commands. Rejects when the connection is down, or after a while without an answer. */
  async run<Value>(
    operation: (commands: RedisCommands) => Promise<Value>,
    deadlineMs = operationMs,
  ): Promise<Value> {
    if (!this.isUp) throw new Error("Redis is out of reach.");
    return await withDeadline(operation(this.#client), this.#clock, inTime(deadlineMs));
  }

  close(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }

  /** A client of one server goes on trying by itself, and one of a cluster gives up. */
  async #connect(): Promise<void> {
    while (!this.#isClosed) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
        await this.#client.connect();
        // One of a cluster that was closed meanwhile is connected all the same.
        if (this.#isClosed) this.#client.destroy();
        return;
      } catch {
        // oxlint-disable-next-line no-await-in-loop -- the same
        await new Promise<void>((resolve) => {
          this.#clock.after(reconnectMs, resolve);
        });
      }
    }
  }
}

function openClient(url: string) {
  return createClient({ url, RESP: 2, ...redisSettings() });
}

function openCluster(url: string) {
  return createCluster({ RESP: 2, ...redisClusterSettings(url) });
}

const connectMs = 2000;
const operationMs = 1000;
const reconnectMs = 1000;

function inTime(deadlineMs: number) {
  return { deadlineMs, late: "Redis did not answer within" };
}
