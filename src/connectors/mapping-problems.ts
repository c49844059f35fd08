import type { Problems } from "../mapping/mapping.ts";

/** What went wrong at one place of a mapping, and how often. */
export interface MappingProblem {
  readonly message: string;
  readonly path: string;
  readonly count: number;
}

/**
 * Collects what goes wrong as one answer is mapped: one entry per message and path, with a count.
 * Keeps the first twenty of them, and counts all.
 */
export class MappingProblems implements Problems {
  readonly #entries = new Map<string, MappingProblem>();
  #count = 0;

  report(message: string, path: string): void {
    this.#add({ message, path, count: 1 });
  }

  /** Takes what others have collected. */
  addAll(others: MappingProblems): void {
    for (const problem of others.entries) this.#add(problem);
    // What they have counted, and not kept.
    const kept = others.entries.reduce((sum, { count }) => sum + count, 0);
    this.#count += others.count - kept;
  }

  /** How often something went wrong, at any place. */
  get count(): number {
    return this.#count;
  }

  /** In the order in which they were first reported. */
  get entries(): readonly MappingProblem[] {
    return [...this.#entries.values()];
  }

  #add({ message, path, count }: MappingProblem): void {
    this.#count += count;
    const id = JSON.stringify([message, path]);
    const known = this.#entries.get(id);
    if (known === undefined && this.#entries.size >= mostEntries) return;
    this.#entries.set(id, { message, path, count: (known?.count ?? 0) + count });
  }
}

const mostEntries = 20;
