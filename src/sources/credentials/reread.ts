import type { Clock } from "../../kernel/clock.ts";

export interface RereadOptions<Value> {
  /** Reads the files; throws where it cannot. */
  readonly read: () => Value;
  readonly isSame: (one: Value, other: Value) => boolean;
  readonly clock: Clock;
  /** Called when they cannot be read. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * What is read from files that others change, as Kubernetes does with its secrets: read again when it
 * is asked for and was read some time ago. While it is the same, so is the object; while it cannot be
 * read, what was read before holds on.
 */
export class Reread<Value> {
  readonly #options: RereadOptions<Value>;
  #known: { readonly value: Value } | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: RereadOptions<Value>) {
    this.#options = options;
  }

  /** Undefined where it has never been read, and could not be of late. */
  current(): Value | undefined {
    if (this.#options.clock.nowMs() - this.#readAtMs >= recentMs) this.#read();
    return this.#known?.value;
  }

  /** What the files hold at this moment. */
  readNow(): Value | undefined {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
    return this.current();
  }

  #read(): void {
    const { read, isSame, clock, onFailure } = this.#options;
    this.#readAtMs = clock.nowMs();
    try {
      const value = read();
      if (this.#known === undefined || !isSame(this.#known.value, value)) this.#known = { value };
    } catch (error) {
      onFailure(error);
    }
  }
}

/** The files are small and near; to look at them for each call would still be felt. */
const recentMs = 10_000;
