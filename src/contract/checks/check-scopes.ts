import type { ConstDirectiveNode, ConstValueNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, itemsOf, requiredString } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";

/** Checks that `@requiresScopes` says without doubt which scopes are needed, and that somebody can have them. */
export function checkScopes(
  { soundDirectives }: Pick<LinkedSchema, "soundDirectives">,
  problems: ProblemLog,
): void {
  for (const directive of soundDirectives) {
    if (directive.name.value === "requiresScopes") checkDirective(directive, problems);
  }
}

function checkDirective(directive: ConstDirectiveNode, problems: ProblemLog): void {
  const scopes = argumentOf(directive, "scopes");
  const sets = itemsOf(scopes);
  // GraphQL would take `["a", "b"]` for `[["a"], ["b"]]`, where its author may mean both.
  const loose = [scopes, ...sets].find((value) => value?.kind !== Kind.LIST);
  if (loose !== undefined) {
    refuse(loose, problems, {
      message: "Scopes are lists in a list, so that nobody takes one for the other.",
      help: 'Write [["a", "b"]] where both are needed, and [["a"], ["b"]] where one is enough.',
    });
    return;
  }
  const empty = [scopes, ...sets].find((value) => itemsOf(value).length === 0);
  if (empty !== undefined) {
    refuse(empty, problems, {
      message: "A list of scopes names one at least; this one is empty.",
      help: "Name the scopes, or write @authenticated where a caller who is known may see it.",
    });
  }
  for (const scope of sets.flatMap(itemsOf)) {
    const { value } = requiredString(scope);
    if (/^\S+$/.test(value)) continue;
    refuse(scope, problems, {
      message: `A scope is a word without spaces; this one is "${value}".`,
      help: 'Write several scopes as several texts: [["a", "b"]].',
    });
  }
}

function refuse(
  value: ConstValueNode | undefined,
  problems: ProblemLog,
  text: { readonly message: string; readonly help: string },
): void {
  problems.error("INVALID_VALUE", value, text);
}
