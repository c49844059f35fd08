import type { Connector, KeyField, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson, VariableRead } from "../mapping/mapping.ts";
import type { Key } from "./outcome.ts";
import {
  buildPathTree,
  compileIdentity,
  type PathTree,
  pickFields,
  withKeyFields,
} from "./path-tree.ts";

/**
 * Makes the key of one field, from its arguments and the object it is a field of; or, where a
 * connector fetches the rest of an object, from that object.
 *
 * In two steps, because many objects share few keys: the id of each, and the key of each that is
 * new.
 */
export interface KeyEncoder {
  /**
   * The key's id. Undefined where a value that the key needs is null or missing: then no call is
   * made, and the field is null.
   */
  readonly idOf: (args: JsonObject, parent: unknown) => string | undefined;
  /** The key that has the id which the same arguments and parent gave. */
  readonly keyOf: (id: string, args: JsonObject, parent: unknown) => Key;
}

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
    const ofArgs = isEntity ? keyFields : withKeyFields(inputs.args, []);
    const { idOf, keyOf } = compileParts(ofArgs, []);
    const required = keyFields.map(({ path }) => path);
    const given = (args: JsonObject, object: unknown) =>
      use === "field" ? args : asObject(object);
    return {
      idOf(args, object) {
        const values = given(args, object);
        return hasAll(values, required) ? idOf(values, nothing) : undefined;
      },
      keyOf: (id, args, object) => keyOf(id, given(args, object), nothing),
    };
  }
  const ofParent = connector.batch === undefined ? inputs.this : inputs.batch;
  const { idOf, keyOf } = compileParts(
    withKeyFields(inputs.args, []),
    withKeyFields(ofParent, keyFields),
  );
  const required = requiredOfParent(connector);
  return {
    idOf(args, parent) {
      const object = asObject(parent);
      return hasAll(object, required) ? idOf(args, object) : undefined;
    },
    keyOf: (id, args, parent) => keyOf(id, args, asObject(parent)),
  };
}

const nothing: JsonObject = {};

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : nothing;
}

interface PartsEncoder {
  readonly idOf: (args: JsonObject, object: JsonObject) => string;
  readonly keyOf: (id: string, args: JsonObject, object: JsonObject) => Key;
}

function compileParts(ofArgs: readonly KeyField[], ofThis: readonly KeyField[]): PartsEncoder {
  const argsTree = buildPathTree(ofArgs);
  const thisTree = buildPathTree(ofThis);
  return {
    idOf: compileId(argsTree, thisTree),
    keyOf: (id, args, object) => ({
      id,
      args: ofArgs.length === 0 ? nothing : pickFields(args, argsTree),
      this: ofThis.length === 0 ? nothing : pickFields(object, thisTree),
    }),
  };
}

function compileId(argsTree: PathTree, thisTree: PathTree): PartsEncoder["idOf"] {
  if (isEmpty(argsTree) && isEmpty(thisTree)) return () => "";
  if (isEmpty(argsTree)) {
    const nameThis = compileIdentity(thisTree);
    return (_args, object) => nameThis(object);
  }
  if (isEmpty(thisTree)) return compileIdentity(argsTree);
  const nameBoth = compileIdentity({
    kind: "fields",
    fields: new Map([
      ["args", argsTree],
      ["this", thisTree],
    ]),
  });
  return (args, object) => nameBoth({ args, this: object });
}

function isEmpty(tree: PathTree): boolean {
  return tree.kind === "fields" && tree.fields.size === 0;
}

/** The paths below the parent that must lead to a value. */
function requiredOfParent(connector: Connector): readonly KeyPath[] {
  const { batch, keyFields, request, resolver, source } = connector;
  if (resolver !== undefined) return resolver.needs;
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
