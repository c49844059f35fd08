import type { AnswerPath } from "../execution/later-parts.ts";

/** Something that was sent, and where in the answer it is. */
interface SentPiece {
  readonly path: AnswerPath;
  /** What it has under a response key, or at a place of the list; undefined: nothing. */
  readonly at: (step: string | number) => unknown;
  /** Undefined where it is a piece of something. */
  readonly whole: unknown;
}

/** An answer that is sent piece by piece, as far as it was sent. Changes none of the pieces. */
export class SentAnswer {
  readonly #pieces: SentPiece[];

  /** @param data what was sent first. */
  constructor(data: unknown) {
    this.#pieces = [{ path: [], at: (step) => valueAt(data, step), whole: data }];
  }

  /** Adds fields of an object. */
  putObject(path: AnswerPath, data: Readonly<Record<string, unknown>>): void {
    this.#pieces.push({ path, at: (step) => valueAt(data, step), whole: data });
  }

  /** Adds items of a list, of which there are `start` already. */
  putItems(path: AnswerPath, start: number, items: readonly unknown[]): void {
    const at = (step: string | number): unknown => valueAt(items, Number(step) - start);
    this.#pieces.push({ path, at, whole: undefined });
  }

  /** What is at a place of the answer; of an object, perhaps not all. Undefined: nothing is, as yet. */
  valueAt(path: AnswerPath): unknown {
    for (const piece of this.#pieces) {
      const value = lookUp(piece, path);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** How many items the list at a place was sent with at first; 0 where there is no list. */
  lengthAt(path: AnswerPath): number {
    const list = this.valueAt(path);
    return Array.isArray(list) ? list.length : 0;
  }
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
