import type { ConstDirectiveNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, itemsOf, requiredString } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import type { FreshnessPolicy, Policies } from "../policies.ts";

/**
 * Warns of what `@freshness` says without effect: after a ttl of 0, twice, on a mutation, or on a field
 * of an interface.
 */
export function checkFreshnessValues(
  { types, soundDirectives }: LinkedSchema,
  { freshness }: Pick<Policies, "freshness">,
  problems: ProblemLog,
): void {
  const check = (
    coordinate: string,
    { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
    isOf?: "mutation" | "interface",
  ): void => {
    const policy = freshness.get(coordinate);
    for (const directive of directives) {
      if (directive.name.value !== "freshness" || !soundDirectives.has(directive)) continue;
      if (isOf === "mutation") {
        problems.warn("FRESHNESS_UNUSED", directive, {
          message: `What a mutation returns is never kept; "${coordinate}" says how long.`,
          help: "Remove `@freshness` here: what the mutation makes stale is for `@invalidates`.",
        });
      } else if (isOf === "interface") {
        problems.warn("FRESHNESS_UNUSED", directive, {
          message: `What is said of freshness on an interface's field holds for no object; "${coordinate}" says how long.`,
          help: "Say it on the interface, or on the fields of the types that implement it.",
        });
      } else if (policy?.ttlMs === 0) checkWindows(directive, policy, problems);
      checkTags(directive, problems);
    }
  };
  for (const [typeName, type] of types.all) {
    const isInterface = type.kind === Kind.INTERFACE_TYPE_DEFINITION;
    const kind = types.rootOf(typeName) === "mutation" ? "mutation" : undefined;
    const isOf = isInterface ? "interface" : kind;
    check(typeName, type);
    for (const [name, field] of type.fields) check(`${typeName}.${name}`, field, isOf);
  }
}

function checkWindows(
  directive: ConstDirectiveNode,
  policy: FreshnessPolicy,
  problems: ProblemLog,
): void {
  const windows = {
    staleWhileRevalidate: policy.staleWhileRevalidateMs,
    staleIfError: policy.staleIfErrorMs,
    missingTtl: policy.missingTtlMs,
  };
  for (const [name, lengthMs] of Object.entries(windows)) {
    if (lengthMs === 0) continue;
    problems.warn("FRESHNESS_UNUSED", argumentOf(directive, name), {
      message: `With \`ttl: "0s"\` nothing is kept, so \`${name}\` has no effect.`,
      help: `Give it a \`ttl\` of more than 0, or remove \`${name}\`.`,
    });
  }
}

function checkTags(directive: ConstDirectiveNode, problems: ProblemLog): void {
  const seen = new Set<string>();
  for (const node of itemsOf(argumentOf(directive, "tags")).map(requiredString)) {
    if (seen.has(node.value)) {
      problems.warn("FRESHNESS_UNUSED", node, {
        message: `A tag is named once; "${node.value}" stands here again.`,
        help: "Remove it.",
      });
    }
    seen.add(node.value);
  }
}
