/**
 * The slots of a source for what nobody waits for (the lane `background`). Half of all slots are kept
 * free of it; and one that has just become free is kept for what the answer leads to: the next step
 * of an operation asks for its calls up to two turns of the event loop later.
 */
export class SpareSlots {
  readonly #onSpare: () => void;
  #hasJustEnded = false;

  /** `onSpare` is called when a slot that was kept is kept no longer. */
  constructor(onSpare: () => void) {
    this.#onSpare = onSpare;
  }

  /** Whether there is one, of so many slots of which so many are taken. */
  hasOne(inFlight: number, limit: number): boolean {
    return !this.#hasJustEnded && inFlight < Math.max(1, Math.floor(limit / 2));
  }

  /** A call has ended, and something waits for a spare slot. */
  callEnded(): void {
    if (this.#hasJustEnded) return;
    this.#hasJustEnded = true;
    setImmediate(() => setImmediate(() => this.#stopKeeping()));
  }

  #stopKeeping(): void {
    this.#hasJustEnded = false;
    this.#onSpare();
  }
}
