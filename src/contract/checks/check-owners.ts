import type { ProblemLog } from "../contract-problem.ts";
import { directiveUsesOf } from "../directive-uses.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import type { Policies } from "../policies.ts";

/** Names each promise that nobody answers for, where the configuration asks for an owner. */
export function checkOwners(
  { types }: Pick<LinkedSchema, "types">,
  policies: Pick<Policies, "freshness" | "batch" | "lazy">,
  problems: ProblemLog,
): void {
  for (const { coordinate, directives } of directiveUsesOf([], types)) {
    for (const directive of directives) {
      const { value: name } = directive.name;
      if (name !== "freshness" && name !== "batch" && name !== "lazy") continue;
      const policy = policies[name].get(coordinate);
      if (policy === undefined || (policy.owner ?? "").trim() !== "") continue;
      problems.error("OWNER_MISSING", directive, {
        message: `Somebody answers for each promise, as contracts.requireOwner has it; "@${name}" of "${coordinate}" names nobody.`,
        help: 'Say who: owner: "…".',
      });
    }
  }
}
