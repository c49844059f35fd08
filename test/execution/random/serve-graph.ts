import { type DocumentNode, execute, type ExecutionResult, type GraphQLSchema } from "graphql";

import { batch, type BatchResolver } from "../../../src/connectors/batch-resolver.ts";
import { compileBatchResolver } from "../../../src/connectors/compile-batch-resolver.ts";
import type { FetchKeys, Key, Outcome } from "../../../src/connectors/outcome.ts";
import type { Connector } from "../../../src/contract/contract.ts";
import type { Resolvers } from "../../../src/execution/resolvers.ts";
import { GatewayError } from "../../../src/kernel/gateway-error.ts";
import type { Json, JsonObject } from "../../../src/kernel/json.ts";
import type {
  RandomField,
  RandomGraph,
  RandomRow,
  RandomType,
  RandomValue,
} from "./random-graph.ts";

/** Throws for what a caller may not see. */
export interface PlainGuard {
  readonly enterField: (typeName: string, fieldName: string) => void;
  /** Objects of a type, where their field does not tell it. */
  readonly enterObject: (typeName: string) => void;
}

const open: PlainGuard = { enterField: () => undefined, enterObject: () => undefined };

/** A graph's data, served in the two ways that must come to the same. */
export class GraphData {
  readonly #graph: RandomGraph;
  readonly #guard: PlainGuard;

  constructor(graph: RandomGraph, guard: PlainGuard = open) {
    this.#graph = graph;
    this.#guard = guard;
  }

  /** What connectors fetch: exactly what their selections cover. */
  readonly fetchKeys: FetchKeys = async (connector, keys, request) => {
    if (connector.resolver === undefined) return keys.map((key) => this.#outcome(connector, key));
    const type = this.#typeOf(connector);
    const field = type.fields.find((each) => `${type.name}.${each.name}` === connector.coordinate);
    if (field === undefined) throw new Error(`no field ${connector.coordinate}`);
    const resolver = this.#batchResolver(type, field);
    const [call] = compileBatchResolver(connector, resolver, { defaultBatchSize: 100 }).plan(
      keys,
      request,
    );
    if (call?.kind !== "run") throw new Error("a batch resolver asks no source");
    return call.run({ signal: new AbortController().signal, facts: () => undefined });
  };

  /** The custom resolvers of the fields that have them. */
  resolvers(): Resolvers {
    const { types, query } = this.#graph;
    return Object.fromEntries(
      [query, ...types].map((type) => [
        type.name,
        Object.fromEntries(
          type.fields
            .filter(({ origin }) => resolved.has(origin))
            .map((field) => [
              field.name,
              field.origin === "batch"
                ? this.#batchResolver(type, field)
                : this.#resolver(type, field),
            ]),
        ),
      ]),
    );
  }

  /** The same operation by graphql-js, with plain resolvers over the data, which a guard may stop. */
  async executePlainly(
    schema: GraphQLSchema,
    document: DocumentNode,
    variableValues: Record<string, unknown>,
  ): Promise<ExecutionResult> {
    return execute({
      schema,
      document,
      variableValues,
      rootValue: { type: this.#graph.query, row: this.#graph.query.rows[0] },
      typeResolver: ({ type }: { type: RandomType }) => {
        this.#guard.enterObject(type.name);
        return type.name;
      },
      fieldResolver: (...[{ type, row }, args, , { fieldName }]: PlainField) => {
        this.#guard.enterField(type.name, fieldName);
        if (fieldName === "id") return row.id;
        if (fieldName === "shared") return row.shared;
        if (type === this.#graph.query && fieldName.startsWith("all")) return this.#all(fieldName);
        const field = type.fields.find(({ name }) => name === fieldName);
        if (field?.origin === "fill" && row.fillOutcome === "missing") return null;
        if (field?.origin === "fill" && row.fillOutcome === "error") throw new Error("fill failed");
        return this.#plainValue(row.values.get(fieldName), field, args);
      },
    });
  }

  #outcome(connector: Connector, key: Key): Outcome {
    const { place } = connector;
    const { query } = this.#graph;
    if (place.kind === "object") return this.#fill(this.#type(place.typeName), key);
    if (place.kind === "query" && place.fieldName.startsWith("all")) {
      return { kind: "value", value: this.#all(place.fieldName).map((each) => this.#embed(each)) };
    }
    const type = place.kind === "query" ? query : this.#type(place.typeName);
    const row = place.kind === "query" ? query.rows[0] : this.#row(type, key.this["id"]);
    const field = type.fields.find(({ name }) => name === place.fieldName);
    const value = row?.values.get(place.fieldName);
    if (value?.kind !== "failure") {
      return { kind: "value", value: this.#mapped(value, field, key.args) };
    }
    return { kind: "error", error: new GatewayError("CONNECTOR_FETCH", value.message) };
  }

  #fill(type: RandomType, key: Key): Outcome {
    const row = this.#row(type, key.this["id"]);
    if (row === undefined || row.fillOutcome === "missing") return { kind: "missing" };
    if (row.fillOutcome === "error") {
      return { kind: "error", error: new GatewayError("CONNECTOR_FETCH", "fill failed") };
    }
    return { kind: "value", value: { id: row.id, ...this.#fields(type, row, "fill") } };
  }

  #resolver(type: RandomType, field: RandomField) {
    return (parent: { id?: unknown } | undefined, args: { n?: unknown }): unknown => {
      const row = type === this.#graph.query ? type.rows[0] : this.#row(type, parent?.id);
      const value = row?.values.get(field.name);
      if (field.origin === "resolver") return this.#returned(value, field, args);
      return new Promise((resolve) => {
        queueMicrotask(() => resolve(undefined));
      }).then(() => this.#returned(value, field, args));
    };
  }

  #batchResolver(type: RandomType, field: RandomField): BatchResolver {
    const resolve = this.#resolver(type, { ...field, origin: "resolver" });
    return batch({
      reads: type === this.#graph.query ? [] : ["id"],
      load: (keys) =>
        keys.map(({ parent, args }) => {
          try {
            return resolve(parent, args);
          } catch (error) {
            return error;
          }
        }),
    });
  }

  #returned(value: RandomValue | undefined, field: RandomField, args: { n?: unknown }): unknown {
    if (value?.kind === "failure") throw new Error(value.message);
    return this.#mapped(value, field, args);
  }

  #mapped(
    value: RandomValue | undefined,
    field: RandomField | undefined,
    args: { n?: unknown },
  ): Json | undefined {
    switch (value?.kind) {
      case "leaf":
        return withArgument(value.value, field, args) as Json;
      case "row":
        return this.#embed(this.#typedRow(value));
      case "list":
        return value.items.map((item) => this.#mapped(item, field, args) ?? null);
      case "failure":
      case undefined:
        return undefined;
    }
  }

  #plainValue(
    value: RandomValue | undefined,
    field: RandomField | undefined,
    args: { n?: unknown },
  ): unknown {
    switch (value?.kind) {
      case "leaf":
        return withArgument(value.value, field, args);
      case "row":
        return this.#typedRow(value);
      case "list":
        return value.items.map((item) => this.#plainValue(item, field, args));
      case "failure":
        throw new Error(value.message);
      case undefined:
        return undefined;
    }
  }

  #embed({ type, row }: TypedRow): JsonObject {
    const shared = { __typename: type.name, id: row.id, shared: row.shared };
    return { ...shared, ...this.#fields(type, row, "base") };
  }

  #fields(type: RandomType, row: RandomRow, origin: RandomField["origin"]) {
    return Object.fromEntries(
      type.fields
        .filter((field) => field.origin === origin)
        .map((field) => [field.name, this.#mapped(row.values.get(field.name), field, {}) ?? null]),
    );
  }

  #all(fieldName: string): TypedRow[] {
    const type = this.#type(fieldName.slice("all".length));
    return type.rows.map((row) => ({ type, row }));
  }

  #typedRow({ type, row }: { readonly type: number; readonly row: number }): TypedRow {
    const rowType = this.#graph.types[type];
    const found = rowType?.rows[row];
    if (rowType === undefined || found === undefined) throw new Error("no such row");
    return { type: rowType, row: found };
  }

  #typeOf({ place }: Connector): RandomType {
    return place.kind === "query" ? this.#graph.query : this.#type(place.typeName);
  }

  #type(name: string): RandomType {
    const type = this.#graph.types.find((each) => each.name === name);
    if (type === undefined) throw new Error(`no type ${name}`);
    return type;
  }

  #row(type: RandomType, id: unknown): RandomRow | undefined {
    return type.rows.find((row) => String(row.id) === String(id));
  }
}

const resolved: ReadonlySet<RandomField["origin"]> = new Set(["resolver", "promise", "batch"]);

type PlainField = [TypedRow, { n?: unknown }, unknown, { readonly fieldName: string }];

interface TypedRow {
  readonly type: RandomType;
  readonly row: RandomRow;
}

function withArgument(
  value: unknown,
  field: RandomField | undefined,
  args: { n?: unknown },
): unknown {
  return field?.hasArgument === true && typeof value === "string"
    ? `${value}:${String(args.n)}`
    : value;
}
