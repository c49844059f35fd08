import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";

const mutationOnly: ReadonlySet<string> = new Set(["invalidates", "idempotent"]);

/** Checks that what only mutations can promise stands on mutation fields. */
export function checkMutationPolicies({ types }: LinkedSchema, problems: ProblemLog): void {
  for (const [typeName, type] of types.all) {
    if (types.rootOf(typeName) === "mutation") continue;
    for (const [fieldName, { directives = [] }] of type.fields) {
      for (const directive of directives) {
        const name = directive.name.value;
        if (!mutationOnly.has(name)) continue;
        problems.error("MUTATION_ONLY", directive, {
          message: `"@${name}" is a promise of a mutation; "${typeName}.${fieldName}" is none.`,
          help: `Move it to the field of ${types.roots.mutation} that changes the data.`,
        });
      }
    }
  }
}
