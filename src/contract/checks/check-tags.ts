import type { ConstDirectiveNode, FieldDefinitionNode, StringValueNode } from "graphql";

import { argumentOf, itemsOf, stringOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { firstUnknownName } from "../key-fields.ts";
import type { UnknownName } from "../key-fields.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { spanInString } from "../origin.ts";
import { namedTypeOf } from "../schema-types.ts";

/**
 * Checks what tags insert. On a type: fields of its objects. On a field: those of the objects that it
 * returns, and its arguments; for `@invalidates`, its arguments alone.
 */
export function checkTags(schema: LinkedSchema, problems: ProblemLog): void {
  const { types, soundDirectives } = schema;
  const check = (
    name: keyof typeof tagArguments,
    { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
    inserts: Inserts,
  ): void => {
    for (const directive of directives) {
      if (directive.name.value !== name || !soundDirectives.has(directive)) continue;
      const tags = itemsOf(argumentOf(directive, tagArguments[name])).map(stringOf);
      for (const tag of tags.filter((node) => node !== undefined)) checkTag(tag, inserts, problems);
    }
  };
  for (const [typeName, type] of types.all) {
    const ofObjects = { $key: fieldsOf(typeName, schema) };
    check("freshness", type, ofObjects);
    check("cacheTag", type, ofObjects);
    for (const field of type.fields.values()) {
      const $args = argumentsOf(`${typeName}.${field.name.value}`, field);
      const ofField = { $key: fieldsOf(namedTypeOf(field.type), schema), $args };
      check("freshness", field, ofField);
      check("cacheTag", field, ofField);
      check("invalidates", field, { $args });
    }
  }
}

/** Which argument of a directive has tags. */
const tagArguments = { freshness: "tags", cacheTag: "format", invalidates: "tags" } as const;

/** What `{…}` in a tag may read. */
type Inserts = Readonly<Partial<Record<"$key" | "$args", FindUnknown>>>;

type FindUnknown = (path: readonly string[]) => UnknownName | undefined;

function fieldsOf(typeName: string, { types }: LinkedSchema): FindUnknown {
  return (path) => firstUnknownName(typeName, path, types);
}

function argumentsOf(
  coordinate: string,
  { arguments: args = [] }: FieldDefinitionNode,
): FindUnknown {
  const known = args.map(({ name }) => name.value);
  return ([name = ""]) =>
    known.includes(name) ? undefined : { typeName: coordinate, name, known };
}

function checkTag(node: StringValueNode, inserts: Inserts, problems: ProblemLog): void {
  const variables = Object.keys(inserts);
  for (const { 0: insert, index } of node.value.matchAll(/\{[^}]*\}?|\}/g)) {
    const [, variable, path] = /^\{(\$key|\$args)\.(\w+(?:\.\w+)*)\}$/.exec(insert) ?? [];
    const unknownName = variable === "$key" || variable === "$args" ? inserts[variable] : undefined;
    if (unknownName === undefined || path === undefined) {
      problems.error("INVALID_TAG", spanInString(node, index), {
        message: `A tag here inserts ${variables.map((name) => `{${name}.…}`).join(" or ")}; this inserts ${insert}.`,
        help: `Write it like ${variables.map((name) => `"user-{${name}.id}"`).join(" or ")}.`,
      });
      continue;
    }
    const unknown = unknownName(path.split("."));
    if (unknown === undefined) continue;
    problems.error("INVALID_TAG", spanInString(node, index), {
      message: `A tag inserts what exists; ${unknown.typeName} has no "${unknown.name}".`,
      help: `Correct the name.${didYouMean(unknown.name, unknown.known)}`,
    });
  }
}
