import { hash } from "node:crypto";

/**
 * Where made-up values come from: the same seed gives the same draws, in every process. What is drawn
 * for one thing says nothing of another, because each has a seed of its own: {@link Seed.at}.
 */
export class Seed {
  readonly #text: string;
  #bits: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The seed of something that belongs to this one. */
  at(...names: readonly (string | number)[]): Seed {
    // Two things whose names hold line breaks may come to one seed, which does no harm.
    return new Seed(`${this.#text}\n${names.join("\n")}`);
  }

  /** A whole number from 0 to one less than `count`. Of one seed always from the same draw. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** A whole number; both ends are possible. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** One of the items, of which there is at least one. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    // v8 ignore next -- `??` is for the types: none is drawn that there is not
    return items[this.below(items.length)] ?? items[0];
  }

  /** From 0 up to 1, which is not reached. */
  fraction(): number {
    // 48 bits, which a double holds exactly.
    this.#bits ??= Number.parseInt(this.digits().slice(0, 12), 16);
    return this.#bits / 2 ** 48;
  }

  /** 64 hexadecimal digits. */
  digits(): string {
    return hash("sha256", this.#text);
  }
}
