import type { AnswerPath } from "../execution/later-parts.ts";

/** Something that was sent, and where in the answer it is. */
interface SentPiece {
  readonly path: AnswerPath;
  /** What it has under a response key, or at a place of the list; undefined: nothing. */
  readonly at: (step: string | number) => unknown;
  /** Undefined where it is a piece of something. */
  readonly whole: unknown;
  /** How many items it adds to the list at its path. */
  readonly itemCount: number;
}

/** An answer that is sent piece by piece, as far as it was sent. Changes none of the pieces. */
export class SentAnswer {
  readonly #pieces: SentPiece[];

  /** @param data what was sent first. */
  constructor(data: unknown) {
    this.#pieces = [{ path: [], at: (step) => valueAt(data, step), whole: data, itemCount: 0 }];
  }

  /** Adds fields of an object. */
  putObject(path: AnswerPath, data: Readonly<Record<string, unknown>>): void {
    this.#pieces.push({ path, at: (step) => valueAt(data, step), whole: data, itemCount: 0 });
  }

  /** Adds items at the end of a list. Gives the place of the first. */
  putItems(path: AnswerPath, items: readonly unknown[]): number {
    const start = this.lengthAt(path);
    const at = (step: string | number): unknown => valueAt(items, Number(step) - start);
    this.#pieces.push({ path, at, whole: undefined, itemCount: items.length });
    return start;
  }

  /** What is at a place of the answer; of an object, perhaps not all. Undefined: nothing is, as yet. */
  valueAt(path: AnswerPath): unknown {
    for (const piece of this.#pieces) {
      const value = lookUp(piece, path);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** How many items of the list at a place were sent; 0 where there is no list. */
  lengthAt(path: AnswerPath): number {
    const list = this.valueAt(path);
    let length = Array.isArray(list) ? list.length : 0;
    for (const piece of this.#pieces) {
      if (piece.itemCount > 0 && isSame(piece.path, path)) length += piece.itemCount;
    }
    return length;
  }
}

function isSame(one: AnswerPath, other: AnswerPath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

function lookUp({ path, at, whole }: SentPiece, wanted: AnswerPath): unknown {
  if (!path.every((step, index) => step === wanted[index])) return undefined;
  const [next, ...rest] = wanted.slice(path.length);
  if (next === undefined) return whole;
  return rest.reduce<unknown>(valueAt, at(next));
}

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}
