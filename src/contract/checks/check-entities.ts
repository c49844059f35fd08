import type { FieldDefinitionNode, InputValueDefinitionNode } from "graphql";
import { print } from "graphql";

import { argumentOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";
import { isListType, namedTypeOf } from "../schema-types.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";
import { declaredKeysOf } from "./check-keys.ts";

/** Checks `entity: true`: on a Query field that answers one object, found by its arguments. */
export function checkEntities(
  declarations: readonly ConnectorDeclaration[],
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  for (const declaration of declarations) {
    if (!declaration.isEntity) continue;
    const { directive, connector } = declaration;
    const target = targetOf(declaration, types);
    if (typeof target !== "string") checkArguments(target, problems);
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

function checkArguments({ type, args, field }: Target, problems: ProblemLog): void {
  const typeName = type.name.value;
  let areFields = true;
  for (const { name, type: argumentType } of args) {
    const keyField = type.fields.get(name.value);
    const isSameType =
      keyField !== undefined && namedTypeOf(keyField.type) === namedTypeOf(argumentType);
    if (isSameType) continue;
    areFields = false;
    problems.error("ENTITY_ARGUMENTS", name, {
      message:
        keyField === undefined
          ? `With \`entity: true\` the arguments are key fields of ${typeName}, which has no field "${name.value}".`
          : `With \`entity: true\` an argument has the type of its key field; "${name.value}" is ${print(argumentType)}, and in ${typeName} it is ${print(keyField.type)}.`,
      help: `Correct the argument, or remove \`entity: true\`.${keyField === undefined ? didYouMean(name.value, type.fields.keys()) : ""}`,
    });
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
