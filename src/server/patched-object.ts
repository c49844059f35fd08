import type { AnswerPath } from "../execution/later-parts.ts";
import type { Members } from "./parts-format.ts";
import type { SentAnswer } from "./sent-answer.ts";

/** A node on the way to what is patched: an object, or a list. */
type Node = Record<string, unknown> | unknown[];

/** One object made of fields that lie in it and below it. */
export class PatchedObject {
  readonly #root: Record<string, unknown> = Object.create(null);
  readonly #lists: { readonly path: AnswerPath; readonly list: unknown[] }[] = [];
  /** The nodes that were made here: what was put stays as it is. */
  readonly #own = new Set<Node>();

  /** Adds fields of the object at `path`, from this one. */
  put(path: AnswerPath, fields: Members): void {
    let node: Node = this.#root;
    for (const [index, step] of path.entries()) {
      const before: unknown = Reflect.get(node, step);
      if (isNode(before) && this.#own.has(before)) {
        node = before;
        continue;
      }
      const next: Node = isNode(before) ? copyOf(before) : newNode(path[index + 1]);
      this.#own.add(next);
      Reflect.set(node, step, next);
      if (Array.isArray(next) && !isNode(before)) {
        this.#lists.push({ path: path.slice(0, index + 1), list: next });
      }
      node = next;
    }
    Object.assign(node, fields);
  }

  /**
   * The object. A list has something for each item that was sent, so that a reader who merges it into
   * what it has loses no item which has no such fields.
   *
   * @param place of this object in the answer.
   */
  toData(sent: SentAnswer, place: AnswerPath): Members {
    for (const { path, list } of this.#lists) {
      list.length = Math.max(list.length, sent.lengthAt([...place, ...path]));
      for (let index = 0; index < list.length; index += 1) {
        if (Object.hasOwn(list, index)) continue;
        const there = sent.valueAt([...place, ...path, index]);
        list[index] = emptyAs(there);
      }
    }
    return this.#root;
  }
}

/** A list where the next step is a place in one. An object has no prototype: any key may be a field's. */
function newNode(step: string | number | undefined): Node {
  return typeof step === "number" ? [] : Object.create(null);
}

function copyOf(node: Node): Node {
  return Array.isArray(node) ? [...node] : Object.assign(Object.create(null), node);
}

/** What changes nothing when it is merged into something: a list has something for each of its items. */
function emptyAs(value: unknown): Node | null {
  if (Array.isArray(value)) return value.map(emptyAs);
  return isNode(value) ? newNode(undefined) : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}
