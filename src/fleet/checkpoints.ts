import { isBefore, type StreamId } from "./stream-id.ts";

/** Up to this entry of the shared log, all is in the log of this process at this position. */
export interface Checkpoint {
  readonly id: StreamId;
  readonly position: number;
}

/** Where the shared log and the log of this process meet: in both, one checkpoint after the other. */
export class Checkpoints {
  readonly #most: number;
  #inOrder: Checkpoint[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get latest(): Checkpoint | undefined {
    return this.#inOrder.at(-1);
  }

  /** Adds one after all others. The oldest of too many are forgotten. */
  add(checkpoint: Checkpoint): void {
    this.#inOrder.push(checkpoint);
    // Not one by one: each time, all others move.
    if (this.#inOrder.length >= 2 * this.#most) this.#inOrder = this.#inOrder.slice(-this.#most);
  }

  clear(): void {
    this.#inOrder = [];
  }

  /** The last one whose entry is not after this one; undefined where that is forgotten. */
  byId(id: StreamId): Checkpoint | undefined {
    return this.#lastWhere((one) => !isBefore(id, one.id));
  }

  /** The last one that is not after this position; undefined where that is forgotten. */
  byPosition(position: number): Checkpoint | undefined {
    return this.#lastWhere((one) => one.position <= position);
  }

  /** The last one of which a claim is true, that is true up to some place and no further. */
  #lastWhere(isTrue: (checkpoint: Checkpoint) => boolean): Checkpoint | undefined {
    let [low, high] = [0, this.#inOrder.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const checkpoint = this.#inOrder[middle];
      if (checkpoint !== undefined && isTrue(checkpoint)) low = middle + 1;
      else high = middle;
    }
    return this.#inOrder[low - 1];
  }
}
