import type { ConstDirectiveNode, StringValueNode } from "graphql";

import { argumentOf, itemsOf, requiredString } from "../argument-values.ts";
import { tagArguments } from "../compile-tag.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { Connector, KeyPath } from "../contract.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { fieldConnectorsOf } from "../object-connectors.ts";
import { spanInString } from "../origin.ts";
import type { DeclaredConnector } from "../read-connectors.ts";

/**
 * Warns of tags of kept values that insert an argument which no connector of the field reads: what
 * does not depend on an argument is kept once for all its values, so there is nothing to insert.
 */
export function checkTagArguments(
  declarations: readonly DeclaredConnector[],
  { types, soundDirectives }: LinkedSchema,
  problems: ProblemLog,
): void {
  const fieldConnectors = fieldConnectorsOf(declarations);
  for (const [typeName, type] of types.all) {
    for (const [fieldName, { directives = [] }] of type.fields) {
      const coordinate = `${typeName}.${fieldName}`;
      const read = (fieldConnectors.get(coordinate) ?? []).flatMap(argumentsRead);
      for (const tag of directives.filter((it) => soundDirectives.has(it)).flatMap(tagsOf)) {
        for (const { path, offset } of tagArguments(tag.value)) {
          if (read.some((known) => known.every((name, index) => name === path[index]))) continue;
          problems.warn("FRESHNESS_UNUSED", spanInString(tag, offset), {
            message: `A tag inserts what a connector on its field reads; none on "${coordinate}" reads $args.${path.join(".")}, so this tag is never there.`,
            help: "Read it in the connector, or leave it out of the tag.",
          });
        }
      }
    }
  }
}

/** Those of which a key is made. */
function argumentsRead({ inputs, keyFields, place }: Connector): readonly KeyPath[] {
  // With `entity: true` the arguments are the key.
  return place.kind === "query"
    ? [...inputs.args, ...keyFields.map(({ path }) => path)]
    : inputs.args;
}

function tagsOf(directive: ConstDirectiveNode): readonly StringValueNode[] {
  const argument = tagsByDirective.get(directive.name.value);
  return argument === undefined ? [] : itemsOf(argumentOf(directive, argument)).map(requiredString);
}

/** The argument that holds the tags of kept values. */
const tagsByDirective: ReadonlyMap<string, string> = new Map([
  ["freshness", "tags"],
  ["cacheTag", "format"],
]);
