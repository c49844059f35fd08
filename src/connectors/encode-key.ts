import type { Connector, KeyField, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson, VariableRead } from "../mapping/mapping.ts";
import type { Key } from "./outcome.ts";
import { buildPathTree, compileIdentity, pickFields, withKeyFields } from "./path-tree.ts";

/**
 * Makes the key of one field, from its arguments and the object it is a field of; or, where a
 * connector fetches the rest of an object, from that object.
 *
 * Undefined where a value that a key needs is null or missing: then no call is made, and the field
 * is null.
 */
export type KeyEncoder = (args: JsonObject, parent: unknown) => Key | undefined;

/**
 * Compiles the key encoder of a connector: to fetch a field, or (`use: "object"`) to fetch the rest
 * of an object. An `entity: true` connector then reads the object's fields in place of its arguments.
 *
 * Arguments may be null (the field may well be asked without them), but for the key fields of an
 * `entity: true` connector. Of the parent, the fields that say what is asked for must be there.
 */
export function compileKeyEncoder(
  connector: Connector,
  use: "field" | "object" = "field",
): KeyEncoder {
  const { inputs, keyFields, place } = connector;
  if (place.kind === "query") {
    const isEntity = keyFields.length > 0;
    const encode = compileParts(isEntity ? keyFields : withKeyFields(inputs.args, []), []);
    const required = keyFields.map(({ path }) => path);
    return (args, object) => {
      const given = use === "field" ? args : asObject(object);
      return hasAll(given, required) ? encode(given, nothing) : undefined;
    };
  }
  const ofParent = connector.batch === undefined ? inputs.this : inputs.batch;
  const encode = compileParts(withKeyFields(inputs.args, []), withKeyFields(ofParent, keyFields));
  const required = requiredOfParent(connector);
  return (args, parent) => {
    const object = asObject(parent);
    return hasAll(object, required) ? encode(args, object) : undefined;
  };
}

const nothing: JsonObject = {};

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : nothing;
}

function compileParts(
  ofArgs: readonly KeyField[],
  ofThis: readonly KeyField[],
): (args: JsonObject, object: JsonObject) => Key {
  const argsTree = buildPathTree(ofArgs);
  const thisTree = buildPathTree(ofThis);
  const nameArgs = compileIdentity(argsTree);
  const nameThis = compileIdentity(thisTree);
  if (ofArgs.length === 0 && ofThis.length === 0) {
    const only: Key = { id: "", args: nothing, this: nothing };
    return () => only;
  }
  if (ofArgs.length === 0) {
    return (_args, object) => ({
      id: nameThis(object),
      args: nothing,
      this: pickFields(object, thisTree),
    });
  }
  if (ofThis.length === 0) {
    return (args) => ({ id: nameArgs(args), args: pickFields(args, argsTree), this: nothing });
  }
  const nameBoth = compileIdentity({
    kind: "fields",
    fields: new Map([
      ["args", argsTree],
      ["this", thisTree],
    ]),
  });
  return (args, object) => ({
    id: nameBoth({ args, this: object }),
    args: pickFields(args, argsTree),
    this: pickFields(object, thisTree),
  });
}

/** The paths below the parent that must lead to a value. */
function requiredOfParent({ batch, keyFields, request, source }: Connector): readonly KeyPath[] {
  if (batch !== undefined) return keyFields.map(({ path }) => path);
  // What the selection reads of the parent, or a header sends along, may be null: only what says
  // which thing is asked for is needed.
  const locating = [
    source?.baseUrl,
    source?.path,
    source?.queryParams,
    request?.url,
    request?.path,
    request?.queryParams,
  ].flatMap(readsOfThis);
  return locating.length > 0 ? locating : readsOfThis(request?.body);
}

function readsOfThis(
  text: { readonly reads: readonly VariableRead[] } | undefined,
): readonly KeyPath[] {
  return (text?.reads ?? []).filter((it) => it.variable === "$this").map((it) => it.path);
}

function hasAll(object: JsonObject, paths: readonly KeyPath[]): boolean {
  for (const path of paths) if (!has(object, path)) return false;
  return true;
}

function has(object: JsonObject, path: KeyPath): boolean {
  let value: MaybeJson = object;
  for (const name of path) {
    // Below a list there are as many values as it has items, perhaps none.
    if (Array.isArray(value)) return true;
    value = isJsonObject(value) ? value[name] : undefined;
  }
  return value !== null && value !== undefined;
}
