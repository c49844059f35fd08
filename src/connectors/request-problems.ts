import { type MappingProblem, MappingProblems } from "./mapping-problems.ts";

/** What went wrong at one place of a connector's mappings, and how often. */
export interface ConnectorProblem extends MappingProblem {
  /** The connector's id. */
  readonly connector: string;
}

/**
 * Collects what went wrong in the mappings of the calls that one request has waited for: only where
 * its caller has asked to know. It holds names of the schema and of answers' keys, never values.
 */
export class RequestProblems {
  readonly #byConnector = new Map<string, MappingProblems>();

  /** Collects those of a connector. */
  of(connector: string): MappingProblems {
    const known = this.#byConnector.get(connector);
    if (known !== undefined) return known;
    const problems = new MappingProblems();
    this.#byConnector.set(connector, problems);
    return problems;
  }

  /** Of each connector the first twenty, in the order in which they were first reported. */
  get entries(): readonly ConnectorProblem[] {
    return [...this.#byConnector].flatMap(([connector, { entries }]) =>
      entries.map((problem) => ({ connector, ...problem })),
    );
  }
}
