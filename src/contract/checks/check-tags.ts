import type { ConstDirectiveNode, FieldDefinitionNode, StringValueNode } from "graphql";

import { argumentOf, itemsOf, stringOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { firstUnknownName } from "../key-fields.ts";
import type { UnknownName } from "../key-fields.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { originInString } from "../origin.ts";
import { namedTypeOf } from "../schema-types.ts";

/** Checks what tags insert: fields of the object in `@freshness`, arguments in `@invalidates`. */
export function checkTags(schema: LinkedSchema, problems: ProblemLog): void {
  const { types, soundDirectives } = schema;
  const check = (
    name: string,
    { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
    insert: Insert,
  ): void => {
    for (const directive of directives) {
      if (directive.name.value !== name || !soundDirectives.has(directive)) continue;
      const tags = itemsOf(argumentOf(directive, "tags")).map(stringOf);
      for (const tag of tags.filter((node) => node !== undefined)) checkTag(tag, insert, problems);
    }
  };
  for (const [typeName, type] of types.all) {
    check("freshness", type, keyInsert(typeName, schema));
    for (const field of type.fields.values()) {
      check("freshness", field, keyInsert(namedTypeOf(field.type), schema));
      check("invalidates", field, argumentInsert(`${typeName}.${field.name.value}`, field));
    }
  }
}

/** What `{…}` in a tag may read. */
interface Insert {
  readonly variable: "$key" | "$args";
  readonly unknownName: (path: readonly string[]) => UnknownName | undefined;
}

function keyInsert(typeName: string, { types }: LinkedSchema): Insert {
  return { variable: "$key", unknownName: (path) => firstUnknownName(typeName, path, types) };
}

function argumentInsert(coordinate: string, { arguments: args = [] }: FieldDefinitionNode): Insert {
  const known = args.map(({ name }) => name.value);
  return {
    variable: "$args",
    unknownName: ([name = ""]) =>
      known.includes(name) ? undefined : { typeName: coordinate, name, known },
  };
}

function checkTag(
  node: StringValueNode,
  { variable, unknownName }: Insert,
  problems: ProblemLog,
): void {
  for (const { 0: insert, index } of node.value.matchAll(/\{[^}]*\}?|\}/g)) {
    const [, written, path] = /^\{(\$\w+)\.(\w+(?:\.\w+)*)\}$/.exec(insert) ?? [];
    if (written !== variable || path === undefined) {
      problems.error("INVALID_TAG", originInString(node, index), {
        message: `A tag here inserts {${variable}.…}; this inserts ${insert}.`,
        help: `Write it like "user-{${variable}.id}".`,
      });
      continue;
    }
    const unknown = unknownName(path.split("."));
    if (unknown === undefined) continue;
    problems.error("INVALID_TAG", originInString(node, index), {
      message: `A tag inserts what exists; ${unknown.typeName} has no "${unknown.name}".`,
      help: `Correct the name.${didYouMean(unknown.name, unknown.known)}`,
    });
  }
}
