import type { Clock } from "../../kernel/clock.ts";

export interface RereadOptions<Value> {
  /** Reads the files; throws where it cannot. */
  readonly read: () => Value;
  readonly isSame: (one: Value, other: Value) => boolean;
  readonly clock: Clock;
  /** Called when what could be read before cannot be read now; then that holds on. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * What is read from files that others change, as Kubernetes does with its secrets: read again when it
 * is asked for and was read some time ago. While it is the same, so is the object.
 */
export class Reread<Value> {
  readonly #options: RereadOptions<Value>;
  #known: { readonly value: Value } | undefined;
  #readAtMs = 0;

  constructor(options: RereadOptions<Value>) {
    this.#options = options;
  }

  /** Throws where it has never been read, and cannot be now. */
  current(): Value {
    const isRecent = this.#options.clock.nowMs() - this.#readAtMs < recentMs;
    return this.#known !== undefined && isRecent ? this.#known.value : this.readNow();
  }

  /** What the files hold at this moment. */
  readNow(): Value {
    const { read, isSame, clock, onFailure } = this.#options;
    this.#readAtMs = clock.nowMs();
    try {
      const value = read();
      if (this.#known === undefined || !isSame(this.#known.value, value)) this.#known = { value };
    } catch (error) {
      if (this.#known === undefined) throw error;
      onFailure(error);
    }
    return this.#known.value;
  }
}

/** The files are small and near; to look at them for each call would still be felt. */
const recentMs = 10_000;
