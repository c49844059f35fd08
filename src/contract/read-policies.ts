import type { ConstDirectiveNode } from "graphql";

import { parseDuration } from "../kernel/duration.ts";
import { argumentOf } from "./argument-values.ts";
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

/** Reads our own directives on types and fields. */
export function readPolicies(
  { types, soundDirectives }: LinkedSchema,
  readArguments: ReadArguments,
  problems: ProblemLog,
): Policies {
  const collector = new PolicyCollector(readArguments, problems);
  const collect = (
    coordinate: string,
    { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  ): void => {
    for (const directive of directives) {
      if (soundDirectives.has(directive)) collector.add(coordinate, directive);
    }
  };
  for (const [typeName, type] of types.all) {
    collect(typeName, type);
    for (const [fieldName, field] of type.fields) collect(`${typeName}.${fieldName}`, field);
  }
  const { freshness, batch, lazy, invalidates, idempotent } = collector;
  return { freshness, batch, lazy, invalidates, idempotent };
}

type Name = keyof DirectiveArguments;

class PolicyCollector implements Policies {
  readonly freshness = new Map<string, FreshnessPolicy>();
  readonly batch = new Map<string, BatchPolicy>();
  readonly lazy = new Map<string, LazyPolicy>();
  readonly invalidates = new Map<string, InvalidationPolicy>();
  readonly idempotent = new Map<string, IdempotencyPolicy>();
  readonly #readArguments: ReadArguments;
  readonly #problems: ProblemLog;

  constructor(readArguments: ReadArguments, problems: ProblemLog) {
    this.#readArguments = readArguments;
    this.#problems = problems;
  }

  add(coordinate: string, directive: ConstDirectiveNode): void {
    const args = <Known extends Name>(name: Known): DirectiveArguments[Known] =>
      this.#readArguments(name, directive);
    const durationMs = (name: string, text: string): number =>
      this.#durationMs(directive, name, text);
    switch (directive.name.value) {
      case "freshness": {
        const { ttl, staleWhileRevalidate, staleIfError, missingTtl, tags, owner } =
          args("freshness");
        this.freshness.set(coordinate, {
          ttlMs: durationMs("ttl", ttl),
          staleWhileRevalidateMs: durationMs("staleWhileRevalidate", staleWhileRevalidate),
          staleIfErrorMs: durationMs("staleIfError", staleIfError),
          missingTtlMs: durationMs("missingTtl", missingTtl),
          tags: tags ?? [],
          isPrivate: false,
          owner,
        });
        break;
      }
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

  #durationMs(directive: ConstDirectiveNode, name: string, text: string): number {
    const durationMs = parseDuration(text);
    if (durationMs === undefined) {
      this.#problems.error("INVALID_DURATION", argumentOf(directive, name), {
        message: `A duration is a number and a unit (ms, s, m, h, d); "${name}" is "${text}".`,
        help: 'Write it like "250ms", "30s", "5m", "1h" or "0s".',
      });
    }
    return durationMs ?? 0;
  }
}
