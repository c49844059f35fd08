import type { Logger } from "../telemetry/logger.ts";

/** What has gone wrong, for the log. */
export interface StoreTrouble {
  readonly err: unknown;
  readonly operation: string;
}

/**
 * Says in the log that a store is down, and that it is back once it has been well for a while: few
 * lines, however often that changes.
 */
export class StoreHealth {
  readonly #log: Logger;
  #trouble: StoreTrouble | undefined;
  /** Undefined while it is down. */
  #wellSinceMs: number | undefined = 0;
  #isSaidDown = false;
  #saidAtMs = Number.NEGATIVE_INFINITY;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** To be called after each operation, be it done or not; with what has gone wrong, if that is known. */
  note(isDown: boolean, nowMs: number, trouble?: StoreTrouble): void {
    this.#trouble = trouble ?? this.#trouble;
    this.#wellSinceMs = isDown ? undefined : (this.#wellSinceMs ?? nowMs);
    if (isDown === this.#isSaidDown || nowMs - this.#saidAtMs < quietMs) return;
    if (this.#wellSinceMs !== undefined && nowMs - this.#wellSinceMs < quietMs) return;
    this.#isSaidDown = isDown;
    this.#saidAtMs = nowMs;
    if (isDown) this.#log.warn(this.#trouble, "the shared cache fails: sources are asked instead");
    else this.#log.info("the shared cache is back");
    this.#trouble = undefined;
  }
}

/** Between two lines there is at least so much, and so long it has been well that is back. */
const quietMs = 3000;
