import type { ConstDirectiveNode } from "graphql";

import { argumentOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import { describeDuration } from "./describe-duration.ts";
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
  const collector = new PolicyCollector(readArguments, readDuration, problems);
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
  readonly #problems: ProblemLog;

  constructor(readArguments: ReadArguments, readDuration: ReadDuration, problems: ProblemLog) {
    this.#problems = problems;
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
        const policy = { reason, budgetMs: durationMs("budget", budget), owner };
        this.#checkLazy(policy, directive);
        this.lazy.set(coordinate, policy);
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

  #checkLazy({ reason, budgetMs }: LazyPolicy, directive: ConstDirectiveNode): void {
    if (reason.trim() === "") {
      this.#problems.error("INVALID_VALUE", argumentOf(directive, "reason"), {
        message: "The reason why a field is lazy is a text that callers read; this one is blank.",
        help: 'Say what makes the field dear: @lazy(reason: "50 photos an album").',
      });
    }
    if (budgetMs > longestBudgetMs) {
      this.#problems.error("INVALID_DURATION", argumentOf(directive, "budget"), {
        message: `An operation waits a day at most for a lazy field; "budget" is ${describeDuration(budgetMs)}.`,
        help: "Give a budget that callers would wait, such as 500ms; whoever waits longer uses @defer.",
      });
    }
  }
}

const longestBudgetMs = 86_400_000;
