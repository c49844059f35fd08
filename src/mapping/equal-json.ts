import type { MaybeJson } from "./mapping.ts";
import { isList, isObject } from "./evaluation.ts";
import { isNumeric } from "./numeric.ts";

/** Whether two values are the same JSON: deeply, keys in any order, integers by their value. */
export function equalJson(one: MaybeJson, two: MaybeJson): boolean {
  if (one === two) return true;
  if (typeof one === "bigint" || typeof two === "bigint") {
    // A bigint and a number compare by value; of `===` they never are the same.
    // oxlint-disable-next-line eqeqeq
    return isNumeric(one) && isNumeric(two) && one == two;
  }
  if (isList(one) && isList(two)) {
    return one.length === two.length && one.every((item, index) => equalJson(item, two[index]));
  }
  if (!isObject(one) || !isObject(two)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(two).length &&
    keys.every((key) => Object.hasOwn(two, key) && equalJson(one[key], two[key]))
  );
}
