import { createClient } from "@redis/client";

import type { Clock } from "../kernel/clock.ts";
import { withDeadline } from "./with-deadline.ts";

export interface RedisLinkOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Called once when the server is out of reach, and not again until it was back. */
  readonly onDown?: (cause: unknown) => void;
  /** Called each time a connection is there, the first time included. */
  readonly onUp?: () => void;
}

/** The part of the client that is used here. */
export type RedisCommands = Pick<
  ReturnType<typeof openClient>,
  "hGetAll" | "hSet" | "hDel" | "set" | "publish" | "subscribe" | "unsubscribe" | "eval" | "xRange"
>;

/**
 * A connection to Redis that may break at any time, and comes back by itself. Nothing waits for it:
 * while it is down every operation is rejected at once.
 */
export class RedisLink {
  readonly #clock: Clock;
  readonly #client: ReturnType<typeof openClient>;
  #isDown = false;

  constructor({ url, clock, onDown, onUp }: RedisLinkOptions) {
    this.#clock = clock;
    this.#client = openClient(url);
    this.#client.on("error", (cause: unknown) => {
      if (this.#isDown) return;
      this.#isDown = true;
      onDown?.(cause);
    });
    this.#client.on("ready", () => {
      this.#isDown = false;
      onUp?.();
    });
  }

  get isUp(): boolean {
    return this.#client.isReady;
  }

  /** Begins to connect, and goes on trying. Resolves when it is connected, or after a while anyway. */
  async open(): Promise<void> {
    const connected = this.#client.connect().catch(() => undefined);
    await withDeadline(connected, this.#clock, connectMs).catch(() => undefined);
  }

  /** Runs commands. Rejects when the connection is down, or after a while without an answer. */
  async run<Value>(
    operation: (commands: RedisCommands) => Promise<Value>,
    deadlineMs = operationMs,
  ): Promise<Value> {
    if (!this.isUp) throw new Error("Redis is out of reach.");
    return await withDeadline(operation(this.#client), this.#clock, deadlineMs);
  }

  close(): void {
    this.#client.destroy();
  }
}

function openClient(url: string) {
  return createClient({
    url,
    RESP: 2,
    // What cannot be sent now is not sent later: nobody waits for it any more.
    disableOfflineQueue: true,
    // A connection that is dead without a word is found out, also where nothing is sent otherwise.
    pingInterval: 5000,
    socket: {
      connectTimeout: connectMs,
      socketTimeout: 15_000,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000),
    },
  });
}

const connectMs = 2000;
const operationMs = 1000;
