import type { Problems } from "../mapping/mapping.ts";

/** What went wrong at one place of a mapping, and how often. */
export interface MappingProblem {
  /** Which mapping of the connector: "http.body", "errors.message". Undefined: its selection. */
  readonly mapping?: string | undefined;
  readonly message: string;
  readonly path: string;
  readonly count: number;
}

/**
 * Collects what goes wrong in the mappings of one call: one entry per mapping, message and path, with
 * a count. What is reported to it directly is of the selection. Keeps the first twenty of them, and counts all.
 */
export class MappingProblems implements Problems {
  readonly #entries = new Map<string, MappingProblem>();
  #count = 0;

  report(message: string, path: string): void {
    this.#add({ message, path, count: 1 });
  }

  /** Collects what goes wrong in another mapping than the selection. */
  in(mapping: string): Problems {
    return { report: (message, path) => this.#add({ mapping, message, path, count: 1 }) };
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

  #add({ count, ...place }: MappingProblem): void {
    this.#count += count;
    const id = JSON.stringify(place);
    const known = this.#entries.get(id);
    if (known === undefined && this.#entries.size >= mostEntries) return;
    this.#entries.set(id, { ...place, count: (known?.count ?? 0) + count });
  }
}

const mostEntries = 20;
