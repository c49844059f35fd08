import type { FieldDefinitionNode, InputValueDefinitionNode } from "graphql";

import { argumentOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";
import { isListType, namedTypeOf } from "../schema-types.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";
import { declaredKeysOf } from "./check-keys.ts";
import { mismatchOf } from "./entity-argument.ts";

/** Checks `entity: true`: on a Query field that answers one object, found by its arguments. */
export function checkEntities(
  declarations: readonly ConnectorDeclaration[],
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  for (const declaration of declarations) {
    const { directive, connector } = declaration;
    if (!declaration.isEntity || argumentOf(directive, "entity") === undefined) continue;
    const target = targetOf(declaration, types);
    if (typeof target !== "string") checkArguments(target, types, problems);
    else {
      problems.error("ENTITY_MISPLACED", argumentOf(directive, "entity"), {
        message: `\`entity: true\` stands on a Query field that answers one object by key; ${connector.coordinate} ${target}.`,
        help: "Remove `entity: true`, or put the connector on the type.",
      });
    }
  }
}

interface Target {
  readonly type: SchemaType;
  readonly args: readonly InputValueDefinitionNode[];
  readonly field: FieldDefinitionNode;
}

/** What is fetched by which arguments; else why `entity: true` cannot stand here. */
function targetOf({ connector, field }: ConnectorDeclaration, types: SchemaTypes): Target | string {
  if (field === undefined) return "is a type";
  const { arguments: args = [] } = field;
  const typeName = namedTypeOf(field.type);
  const type = types.get(typeName);
  if (connector.place.kind !== "query") return "is no Query field";
  if (isListType(field.type)) return "answers a list";
  if (type === undefined || !types.isComposite(typeName)) return "answers no object";
  return args.length === 0 ? "has no arguments" : { type, args, field };
}

function checkArguments(
  { type, args, field }: Target,
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  const typeName = type.name.value;
  let areFields = true;
  for (const argument of args) {
    const mismatch = mismatchOf([argument], type, types);
    if (mismatch === undefined) continue;
    areFields = false;
    problems.error("ENTITY_ARGUMENTS", argument.name, mismatch);
  }
  const names = args.map(({ name }) => name.value);
  const keys = declaredKeysOf(type).map((paths) =>
    Array.from(new Set(paths.flatMap((path) => path.slice(0, 1)))),
  );
  const isKey = keys.some(
    (key) => key.length === names.length && key.every((name) => names.includes(name)),
  );
  if (!areFields || keys.length === 0 || isKey) return;
  problems.error("ENTITY_ARGUMENTS", field.name, {
    message: `With \`entity: true\` the arguments are a key of ${typeName}; "${names.join(" ")}" is none of ${keys.map((key) => `"${key.join(" ")}"`).join(", ")}.`,
    help: `Take the arguments of one key, or add @key(fields: "${names.join(" ")}") to ${typeName}.`,
  });
}
