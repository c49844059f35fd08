import type { InputValueDefinitionNode } from "graphql";
import { Kind, print } from "graphql";

import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { ProblemText } from "../contract-problem.ts";
import { isListType, namedTypeOf } from "../schema-types.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";

/**
 * Why an argument with `entity: true` is not the key field of its name; undefined where it is. An
 * input object stands for an object of the key, field by field.
 *
 * @param path an argument, and the fields of input objects that lead to the one in question.
 */
export function mismatchOf(
  path: readonly [InputValueDefinitionNode, ...InputValueDefinitionNode[]],
  type: SchemaType,
  types: SchemaTypes,
): ProblemText | undefined {
  const [argument = path[0]] = path.slice(-1);
  const name = argument.name.value;
  const typeName = type.name.value;
  const written = path.map((part) => part.name.value).join(".");
  const field = type.fields.get(name);
  if (field === undefined) {
    return {
      message: `With \`entity: true\` the arguments are key fields; "${written}" is none, as ${typeName} has no field "${name}".`,
      help: `Correct the argument, or remove \`entity: true\`.${didYouMean(name, type.fields.keys())}`,
    };
  }
  const [inputName, fieldTypeName] = [namedTypeOf(argument.type), namedTypeOf(field.type)];
  const [input, object] = [types.get(inputName), types.get(fieldTypeName)];
  if (isListType(argument.type) === isListType(field.type)) {
    if (inputName === fieldTypeName) return undefined;
    const isObject =
      input?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION &&
      object?.kind === Kind.OBJECT_TYPE_DEFINITION;
    if (isObject) {
      // A key has an end: an input object within itself is looked at once.
      const isWithinItself = path.slice(0, -1).some((part) => namedTypeOf(part.type) === inputName);
      const inside = isWithinItself ? [] : [...input.inputFields.values()];
      return inside.map((part) => mismatchOf([...path, part], object, types)).find((it) => it);
    }
  }
  return {
    message: `With \`entity: true\` an argument has the type of its key field; "${written}" is ${print(argument.type)}, and in ${typeName} it is ${print(field.type)}.`,
    help: "Correct the argument, or remove `entity: true`.",
  };
}
