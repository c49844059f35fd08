import { hash } from "node:crypto";

import { type GraphQLOutputType, getNamedType, isLeafType, isObjectType } from "graphql";

import { canonicalJson } from "../connectors/canonical-json.ts";
import type { CompiledConnector, PlannedCall, Run } from "../connectors/compile-connector.ts";
import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector, Contract } from "../contract/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { MockPlace, MockValues } from "./mock-values.ts";
import type { Seed } from "./seed.ts";

export interface MockConnectorOptions {
  readonly contract: Contract;
  readonly values: MockValues;
  readonly seed: Seed;
  /** What tells its values from those of another seed, and of other options. */
  readonly worldName: string;
  /** How long each call takes. */
  readonly latencyMs: number;
  /** How many of its keys fail, from 0 to 1; always the same ones. */
  readonly errors: number;
  readonly clock: Clock;
}

/**
 * The same connector, whose calls are planned as ever and not sent: they are answered in process,
 * with values that are made up. What needs no call is as it is.
 */
export function mockConnector(
  compiled: CompiledConnector,
  options: MockConnectorOptions,
): CompiledConnector {
  const valueFor = compileMock(compiled.connector, options);
  const { latencyMs, errors, seed, clock } = options;
  const { id } = compiled.connector;
  const failed = compiled.failed(madeUpFailure);

  async function answer(keys: readonly Key[], { facts }: Run): Promise<readonly Outcome[]> {
    if (latencyMs > 0) {
      await new Promise<void>((resolve) => {
        clock.after(latencyMs, resolve);
      });
    }
    const source = facts();
    return keys.map((key): Outcome => {
      if (seed.at("fails", id, key.id).fraction() < errors) return failed;
      return { kind: "value", value: valueFor(key), source };
    });
  }

  const mocked = (part: PlannedCall): PlannedCall =>
    part.kind === "call"
      ? { kind: "run", keys: part.keys, run: (run) => answer(part.keys, run) }
      : part;
  return {
    ...compiled,
    isMocked: true,
    // Replicas may share what they keep: nothing that is made up must ever be taken for real.
    version: hash("sha256", `mock ${options.worldName} ${compiled.version}`, "base64url").slice(
      0,
      22,
    ),
    plan: (keys, request) => compiled.plan(keys, request).map(mocked),
  };
}

const madeUpFailure = new GatewayError(
  "CONNECTOR_FETCH",
  "Request failed: it is one of those that --mock-errors makes fail.",
  { retryable: true, extensions: { http: { status: 503 } } },
);

/** Compiles how a connector's keys become values. */
function compileMock(
  connector: Connector,
  { contract, values, seed: world }: MockConnectorOptions,
): (key: Key) => Json {
  const { place, selection, coordinate } = connector;
  const fieldName = place.kind === "object" ? "" : place.fieldName;
  const parent = contract.schema.getType(place.typeName);
  const owning = isObjectType(parent) ? parent : undefined;
  const type: GraphQLOutputType | undefined =
    place.kind === "object" ? owning : owning?.getFields()[fieldName]?.type;
  // What callers do not see, other connectors may read.
  if (type === undefined) return withoutType;
  const named = getNamedType(type);
  const isMutation = place.kind === "mutation";
  const mayBeNull = !isMutation && place.kind !== "object";

  return (key) => {
    if (isMutation && isLeafType(named)) {
      // What it makes of its arguments alone is as the schema says.
      const written = selection.evaluate(undefined, { $args: key.args });
      if (written !== undefined && written !== null) return written;
    }
    const isField = place.kind === "field";
    const owner = isField ? values.identities.named(place.typeName, key.this) : undefined;
    const args = canonicalJson(key.args);
    const object = owner?.seed ?? world.at(coordinate, isField ? key.id : args);
    const own = object.at(fieldName);
    const seed = isLeafType(named) && args !== "{}" ? own.at(args) : own;
    const { shape } = selection;
    if (mayBeNull && values.isNull(type, { shape, seed })) return null;
    return values.valueOf(type, {
      typeName: place.typeName,
      fieldName,
      shape,
      seed,
      object,
      ...givenFor(key),
      owner,
      args: key.args,
      isRoot: !isField,
      ordinal: undefined,
      depth: 0,
    });
  };

  function withoutType(key: Key): Json {
    const { typeName } = place;
    const object = world.at(coordinate, key.id);
    const made = values.withoutType(
      { name: fieldName, typeName, object, seed: object },
      selection.shape,
    );
    return isJsonObject(made) ? { ...made, ...key.this } : made;
  }

  /** What the key says of the value. */
  function givenFor(key: Key): Pick<MockPlace, "given" | "givenAs"> {
    if (place.kind === "object") return { given: key.this, givenAs: "key" };
    if (isMutation) {
      return { given: withIds(contentOf(key.args), named.name, values), givenAs: "content" };
    }
    if (place.kind === "field") return { given: referred(key), givenAs: "key" };
    return { given: keyAmong(key.args), givenAs: "key" };
  }

  /** The object that a field refers to, by what its connector reads of the parent. */
  function referred(key: Key): MaybeJson {
    const beside = values.references.given(fieldName, named.name, key.this);
    if (beside !== undefined) return beside;
    const target = values.identities.keyOf(named.name);
    const [reference, ...others] = Object.entries(key.this);
    if (target === undefined || reference === undefined || others.length > 0) {
      return keyAmong(key.args);
    }
    const [name, id] = reference;
    if (values.identities.keyOf(place.typeName) === name) return keyAmong(key.args);
    return isJsonObject(id) ? id : { [target]: id };
  }

  /** The arguments that name an object: by its key, else by others of its fields. */
  function keyAmong(args: JsonObject): JsonObject {
    const all = withIds(args, named.name, values);
    const identity = values.identities.named(named.name, all);
    if (identity !== undefined || !isObjectType(named)) return identity?.key ?? all;
    const fields = named.getFields();
    return Object.fromEntries(
      Object.entries(all).filter(([name, value]) => value !== null && fields[name] !== undefined),
    );
  }
}

/** `user(userId:)` names a user as `user(id:)` does. */
function withIds(args: JsonObject, typeName: string, { identities }: MockValues): JsonObject {
  const key = identities.keyOf(typeName);
  if (key === undefined || args[key] !== undefined) return args;
  const name = typeName.replace(/^./, (letter) => letter.toLowerCase());
  const id = args[`${name}Id`] ?? args[`${name}ID`] ?? args[`${name}_id`];
  return id === undefined || id === null ? args : { ...args, [key]: id };
}

/** The arguments, and the fields of those that are objects: what a mutation is to write. */
function contentOf(args: JsonObject): JsonObject {
  const inner = Object.values(args).filter(isJsonObject);
  return Object.assign({}, ...inner, args);
}
