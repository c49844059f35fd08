import type { AnswerPath } from "../execution/later-parts.ts";

/** A place of the answer at which, or below which, something was sent. */
interface Place {
  /** What was sent for this very place: a value, or fields of an object. */
  readonly pieces: unknown[];
  /** What was added to the list that is here, and where in the list the first of it is. */
  added?: { readonly start: number; readonly items: unknown[] };
  readonly below: Map<string | number, Place>;
}

/**
 * An answer that is sent piece by piece, as far as it was sent. Changes none of the pieces. Finds what
 * is at a place by the steps that lead there, however many pieces there are.
 */
export class SentAnswer {
  readonly #root: Place;

  /** @param data what was sent first. */
  constructor(data: unknown) {
    this.#root = newPlace(data);
  }

  /** Adds fields of an object. */
  putObject(path: AnswerPath, data: Readonly<Record<string, unknown>>): void {
    this.#make(path).pieces.push(data);
  }

  /** Adds items at the end of a list. Gives the place of the first. */
  putItems(path: AnswerPath, items: readonly unknown[]): number {
    const start = this.lengthAt(path);
    const place = this.#make(path);
    place.added ??= { start, items: [] };
    for (const item of items) place.added.items.push(item);
    return start;
  }

  /** What is at a place of the answer; of an object, perhaps not all. Undefined: nothing is, as yet. */
  valueAt(path: AnswerPath): unknown {
    let place = this.#root;
    for (const [depth, step] of path.entries()) {
      const value = lookUp(place, path.slice(depth));
      if (value !== undefined) return value;
      const next = place.below.get(step);
      if (next === undefined) return undefined;
      place = next;
    }
    return place.pieces[0];
  }

  /** How many items of the list at a place were sent; 0 where there is no list. */
  lengthAt(path: AnswerPath): number {
    const added = this.#find(path)?.added;
    if (added !== undefined) return added.start + added.items.length;
    const list = this.valueAt(path);
    return Array.isArray(list) ? list.length : 0;
  }

  #find(path: AnswerPath): Place | undefined {
    let place: Place | undefined = this.#root;
    for (const step of path) place = place?.below.get(step);
    return place;
  }

  #make(path: AnswerPath): Place {
    let place = this.#root;
    for (const step of path) {
      const next = place.below.get(step) ?? newPlace();
      place.below.set(step, next);
      place = next;
    }
    return place;
  }
}

function newPlace(...pieces: unknown[]): Place {
  return { pieces, below: new Map() };
}

/** What the pieces of one place have at a path below it. */
function lookUp({ pieces, added }: Place, path: AnswerPath): unknown {
  for (const piece of pieces) {
    const value = path.reduce(valueAt, piece);
    if (value !== undefined) return value;
  }
  if (added === undefined) return undefined;
  const [index, ...rest] = path;
  return rest.reduce(valueAt, valueAt(added.items, Number(index) - added.start));
}

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}
