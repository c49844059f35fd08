/** So many calls at once; the others wait, in the order in which they came. */
export class Slots {
  #count: number;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  get busy(): number {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the caller has a slot. */
  async enter(): Promise<void> {
    if (this.#busy >= this.#count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#busy += 1;
    }
  }

  leave(): void {
    this.#busy -= 1;
    this.#admit();
  }

  /** Changes their number. Those that are busy stay so. */
  resize(count: number): void {
    this.#count = count;
    this.#admit();
  }

  #admit(): void {
    while (this.#busy < this.#count) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#busy += 1;
      next();
    }
  }
}
