import type {
  ConstObjectValueNode,
  ConstValueNode,
  InputObjectTypeDefinitionNode,
  TypeNode,
} from "graphql";
import { Kind, print } from "graphql";

import type { ProblemLog } from "../contract-problem.ts";
import type { Definitions } from "../directive-definitions.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";

interface Scope {
  readonly definitions: Definitions;
  readonly problems: ProblemLog;
}

/**
 * Checks a literal against a type, and names each place inside it that does not fit. A single
 * value stands for a list of one.
 */
export function checkValue(value: ConstValueNode, type: TypeNode, scope: Scope): void {
  if (type.kind === Kind.NON_NULL_TYPE) {
    if (value.kind === Kind.NULL) refuse(value, print(type), scope);
    else checkValue(value, type.type, scope);
  } else if (value.kind === Kind.NULL) {
    return;
  } else if (type.kind === Kind.LIST_TYPE) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    for (const item of items) checkValue(item, type.type, scope);
  } else {
    checkNamed(value, type.name.value, scope);
  }
}

function checkNamed(value: ConstValueNode, typeName: string, scope: Scope): void {
  const literals = scalarLiterals.get(typeName);
  const definition = scope.definitions.types.get(typeName);
  if (literals !== undefined) {
    if (!literals.includes(value.kind)) refuse(value, typeName, scope);
  } else if (definition?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    if (value.kind === Kind.OBJECT) checkObject(value, definition, scope);
    else refuse(value, `an object: ${typeName}`, scope);
  } else if (definition?.kind === Kind.ENUM_TYPE_DEFINITION) {
    const { values = [] } = definition;
    const names = values.map(({ name }) => name.value);
    if (value.kind !== Kind.ENUM || !names.includes(value.value)) {
      refuse(value, `one of ${names.join(", ")}`, scope);
    }
  }
}

/** The kinds of literal that a scalar takes. A scalar that is not listed takes any. */
const scalarLiterals: ReadonlyMap<string, readonly ConstValueNode["kind"][]> = new Map([
  ["String", [Kind.STRING]],
  ["Boolean", [Kind.BOOLEAN]],
  ["Int", [Kind.INT]],
  ["Float", [Kind.FLOAT, Kind.INT]],
  ["ID", [Kind.STRING, Kind.INT]],
  ["Duration", [Kind.STRING]],
  ["JSONSelection", [Kind.STRING]],
  ["URLPathTemplate", [Kind.STRING]],
  ["FieldSet", [Kind.STRING]],
  ["federation__Scope", [Kind.STRING]],
]);

function checkObject(
  value: ConstObjectValueNode,
  definition: InputObjectTypeDefinitionNode,
  scope: Scope,
): void {
  const { fields = [] } = definition;
  const known = new Map(fields.map((field) => [field.name.value, field]));
  for (const field of value.fields) {
    const name = field.name.value;
    const type = known.get(name)?.type;
    if (type !== undefined) checkValue(field.value, type, scope);
    else {
      scope.problems.error("UNKNOWN_ARGUMENT", field.name, {
        message: `${definition.name.value} has no field "${name}".`,
        help: `Its fields are: ${[...known.keys()].join(", ")}.${didYouMean(name, known.keys())}`,
      });
    }
  }
  const given = new Set(value.fields.map(({ name }) => name.value));
  for (const { name, type, defaultValue } of known.values()) {
    const isRequired = type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    if (!isRequired || given.has(name.value)) continue;
    scope.problems.error("MISSING_ARGUMENT", value, {
      message: `${definition.name.value} needs the field "${name.value}".`,
      help: "Add it.",
    });
  }
}

function refuse(value: ConstValueNode, expected: string, { problems }: Scope): void {
  problems.error("INVALID_VALUE", value, {
    message: `Expected ${expected}, found ${print(value)}.`,
    help: "Correct the value.",
  });
}
