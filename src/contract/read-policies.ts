import type { ConstDirectiveNode } from "graphql";

import type { ProblemLog } from "./contract-problem.ts";
import type { DirectiveArguments, ReadArguments } from "./directive-arguments.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import type {
  BatchPolicy,
  FreshnessPolicy,
  IdempotencyPolicy,
  InvalidationPolicy,
  LazyPolicy,
  Policies,
} from "./policies.ts";
import { createReadDuration, type ReadDuration } from "./read-duration.ts";
import { readFreshness } from "./read-freshness.ts";

/** Reads our own directives on types and fields. */
export function readPolicies(
  { types, soundDirectives }: LinkedSchema,
  readArguments: ReadArguments,
  problems: ProblemLog,
): Policies {
  const readDuration = createReadDuration(problems);
  const collector = new PolicyCollector(readArguments, readDuration);
  const freshness = new Map<string, FreshnessPolicy>();
  const collect = (
    coordinate: string,
    { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  ): void => {
    const sound = directives.filter((directive) => soundDirectives.has(directive));
    const policy = readFreshness(sound, { readArguments, readDuration, problems });
    if (policy !== undefined) freshness.set(coordinate, policy);
    for (const directive of sound) collector.add(coordinate, directive);
  };
  for (const [typeName, type] of types.all) {
    collect(typeName, type);
    for (const [fieldName, field] of type.fields) collect(`${typeName}.${fieldName}`, field);
  }
  const { batch, lazy, invalidates, idempotent } = collector;
  return { freshness, batch, lazy, invalidates, idempotent };
}

type Name = keyof DirectiveArguments;

class PolicyCollector implements Omit<Policies, "freshness"> {
  readonly batch = new Map<string, BatchPolicy>();
  readonly lazy = new Map<string, LazyPolicy>();
  readonly invalidates = new Map<string, InvalidationPolicy>();
  readonly idempotent = new Map<string, IdempotencyPolicy>();
  readonly #readArguments: ReadArguments;
  readonly #readDuration: ReadDuration;

  constructor(readArguments: ReadArguments, readDuration: ReadDuration) {
    this.#readArguments = readArguments;
    this.#readDuration = readDuration;
  }

  add(coordinate: string, directive: ConstDirectiveNode): void {
    const args = <Known extends Name>(name: Known): DirectiveArguments[Known] =>
      this.#readArguments(name, directive);
    const durationMs = (name: string, text: string): number =>
      this.#readDuration(directive, name, text);
    switch (directive.name.value) {
      case "batch": {
        const { window, sharing, onFailure, owner } = args("batch");
        this.batch.set(coordinate, {
          windowMs: durationMs("window", window),
          sharing,
          onFailure,
          owner,
        });
        break;
      }
      case "lazy": {
        const { reason, budget, owner } = args("lazy");
        this.lazy.set(coordinate, { reason, budgetMs: durationMs("budget", budget), owner });
        break;
      }
      case "invalidates":
        this.invalidates.set(coordinate, { tags: args("invalidates").tags });
        break;
      case "idempotent":
        this.idempotent.set(coordinate, { header: args("idempotent").header });
        break;
    }
  }
}
