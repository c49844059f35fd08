import { getNullableType, type GraphQLOutputType, isLeafType } from "graphql";

import { generateFunction } from "../kernel/generate-function.ts";
import { completeField } from "./complete.ts";
import type { Answer, CompleteFields, FieldPlan } from "./plan.ts";

/**
 * Compiles the making of an answer object that has all its keys, with what is known beforehand.
 * Generated, like the function below, because it runs for every object of every answer.
 */
export function compileTemplate(template: Answer): () => Answer {
  const entries = Object.entries(template).map(
    ([key, value]) => `${literalKey(key)}: ${JSON.stringify(value)}`,
  );
  return generateFunction({}, `() => ({ ${entries.join(", ")} })`) ?? (() => ({ ...template }));
}

/** In a literal, only a computed `__proto__` is a key, and not the prototype. */
function literalKey(key: string): string {
  return key === "__proto__" ? `["__proto__"]` : JSON.stringify(key);
}

/** Compiles the completing of some fields of an object, each from its property. */
export function compileFields(fields: readonly FieldPlan[]): CompleteFields {
  const isText = fields.some(({ type }) => isTextType(type));
  const statements = fields.map(({ name, responseKey, type }, index) => {
    const answer = `answer[${JSON.stringify(responseKey)}]`;
    const property = readProperty(name);
    const isCommon = commonCheck(type);
    const complete = `completeField(fields[${index}], value, answer, wave)`;
    const count = isTextType(type) ? " length += value.length;" : "";
    return `value = ${property}; if (${isCommon}) { ${answer} = value;${count} } else ${complete};`;
  });
  if (isText) statements.push("wave.countText(length);");
  return (
    generateFunction<CompleteFields>(
      { fields, completeField },
      `(properties, answer, wave) => { let value, length = 0; ${statements.join("\n")} }`,
    ) ??
    ((properties, answer, wave) => {
      for (const field of fields) completeField(field, properties[field.name], answer, wave);
    })
  );
}

/** Of what every object inherits, such as `constructor`, only an object's own is data. */
function readProperty(name: string): string {
  const property = `properties[${JSON.stringify(name)}]`;
  return name in Object.prototype
    ? `Object.hasOwn(properties, ${JSON.stringify(name)}) ? ${property} : undefined`
    : property;
}

function isTextType(type: GraphQLOutputType): boolean {
  const leaf = getNullableType(type);
  return isLeafType(leaf) && (leaf.name === "String" || leaf.name === "ID");
}

/** The test for values that a built-in scalar passes on as they are. */
function commonCheck(type: GraphQLOutputType): string {
  const leaf = getNullableType(type);
  switch (isLeafType(leaf) ? leaf.name : "") {
    case "String":
    case "ID":
      return `typeof value === "string"`;
    case "Int":
      return `typeof value === "number" && (value | 0) === value`;
    case "Boolean":
      return `typeof value === "boolean"`;
    default:
      return "false";
  }
}
