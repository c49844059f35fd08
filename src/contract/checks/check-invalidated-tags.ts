import { argumentOf, itemsOf, requiredString } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { Policies } from "../policies.ts";
import { canBeEqual, readTagPattern, type TagPattern } from "../tag-pattern.ts";

/** Warns of tags in `@invalidates` that nothing kept can have: such a mutation makes nothing stale. */
export function checkInvalidatedTags(
  { types, soundDirectives }: LinkedSchema,
  { freshness }: Pick<Policies, "freshness">,
  problems: ProblemLog,
): void {
  // Of a schema that is read only in part, not all tags are known.
  if (problems.errorCount > 0) return;
  let known: readonly TagPattern[] | undefined;
  for (const [fieldName, { directives = [] }] of types.get(types.roots.mutation)?.fields ?? []) {
    for (const directive of directives) {
      if (directive.name.value !== "invalidates" || !soundDirectives.has(directive)) continue;
      known ??= [...freshness.values()].flatMap(({ tags }) => tags).map(readTagPattern);
      for (const node of itemsOf(argumentOf(directive, "tags")).map(requiredString)) {
        const named = readTagPattern(node.value);
        if (known.some((tag) => canBeEqual(named, tag))) continue;
        const near = didYouMean(
          named.text,
          known.map(({ text }) => text),
        );
        problems.warn("UNKNOWN_TAG", node, {
          message: `What a mutation invalidates has the tag that it names; nothing can have "${node.value}", which "${types.roots.mutation}.${fieldName}" names.`,
          help: `Correct it, or give the tag to what it makes stale: @freshness(ttl: "…", tags: […]).${near}`,
        });
      }
    }
  }
}
