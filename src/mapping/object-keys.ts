import type { Json, JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "./mapping.ts";

/** An object that is being written. */
export type WritableObject = Record<string, Json>;

/**
 * Reads one key of an object; missing where the object itself has no such key. What every object
 * inherits (`constructor`, `__proto__`) is found out once, so that all other keys are read directly.
 */
export function keyReader(key: string): (object: JsonObject) => MaybeJson {
  if (!(key in Object.prototype)) return (object) => object[key];
  return (object) => (Object.hasOwn(object, key) ? object[key] : undefined);
}

/** Sets a key as plain data, also where assigning it would do something else. */
export function setKey(object: WritableObject, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}
