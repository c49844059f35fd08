import type { Json, JsonObject } from "../../kernel/json.ts";
import { isList, isObject, kindOf } from "../evaluation.ts";
import { setKey, type WritableObject } from "../object-keys.ts";
import { camelCase } from "./camel-case.ts";
import { type Method, Wrong, plain } from "./method.ts";

/** Methods that rename the keys of objects. */
export const keyMethods: Readonly<Record<string, Method>> = {
  keysToCamelCase: plain((input) =>
    typeof input === "object" && input !== null
      ? rename(input, (value) => value)
      : new Wrong(`->keysToCamelCase works on an object, and this is ${kindOf(input)}`),
  ),
  keysToCamelCaseDeep: plain(renameDeep),
};

/** A list is renamed item by item. */
function rename(value: Json, inner: (value: Json) => Json): Json {
  if (isList(value)) return value.map((item) => rename(item, inner));
  return isObject(value) ? renameKeys(value, inner) : value;
}

function renameDeep(value: Json): Json {
  return rename(value, renameDeep);
}

function renameKeys(object: JsonObject, inner: (value: Json) => Json): JsonObject {
  const renamed: WritableObject = {};
  for (const [key, value] of Object.entries(object)) setKey(renamed, camelCase(key), inner(value));
  return renamed;
}
