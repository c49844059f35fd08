import { globSync } from "node:fs";
import { sep } from "node:path";

import type { Config } from "../../config/config.ts";
import { loadResolvers } from "../../config/load-resolvers.ts";
import type { Suite } from "../../connector-tests/suite.ts";
import type { Contract } from "../../contract/contract.ts";
import { readContract } from "../../contract/read-contract.ts";
import { batchResolversOf, coordinatesOf } from "../../execution/resolvers.ts";
import { collectProblems, type Problem } from "../../kernel/problem.ts";

/** The schemas that suites are for, each read once. */
export class SuiteContracts {
  readonly #config: Config;
  readonly #isFixed: boolean;
  readonly #known = new Map<string, Promise<Contract | undefined>>();
  readonly #problems: Problem[] = [];

  /** @param isFixed whether all suites are for the configured schema, whatever they say. */
  constructor(config: Config, isFixed: boolean) {
    this.#config = config;
    this.#isFixed = isFixed;
  }

  /** The errors of those that were asked for. */
  get problems(): readonly Problem[] {
    return this.#problems.filter(({ severity }) => severity === "error");
  }

  /**
   * Undefined where the schema has errors.
   *
   * @throws ProblemsError where its resolvers cannot be loaded.
   */
  of({ schema }: Suite): Promise<Contract | undefined> {
    const path =
      schema === undefined || this.#isFixed || isPartOf(this.#config.schema, schema.value)
        ? this.#config.schema
        : schema.value;
    const known = this.#known.get(path) ?? this.#read(path);
    this.#known.set(path, known);
    return known;
  }

  async #read(path: string): Promise<Contract | undefined> {
    const { resolvers: module, schema } = this.#config;
    // Of another schema than the configured one, they resolve nothing.
    const resolvers = module === undefined || path !== schema ? {} : await loadResolvers(module);
    return collectProblems(
      () =>
        readContract({
          path,
          resolvers: coordinatesOf(resolvers),
          batchResolvers: batchResolversOf(resolvers),
        }),
      this.#problems,
    );
  }
}

/** Whether a file is one of a schema's, which is a graph only together with the others. */
function isPartOf(schema: string, path: string): boolean {
  return globSync(schema).some((it) => path === it || path.startsWith(`${it}${sep}`));
}
