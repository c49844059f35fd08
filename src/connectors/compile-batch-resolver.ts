import { hash } from "node:crypto";

import type { Connector } from "../contract/contract.ts";
import { copyJson } from "../kernel/copy-json.ts";
import { isJsonObject, type Json } from "../kernel/json.ts";
import { toError } from "../kernel/to-error.ts";
import type { BatchContext, BatchKey, BatchResolver } from "./batch-resolver.ts";
import { canonicalJson } from "./canonical-json.ts";
import { chunksOf } from "./chunks-of.ts";
import type { CompiledConnector, PlannedCall } from "./compile-connector.ts";
import { compileFailure } from "./connector-failure.ts";
import type { Key, Outcome } from "./outcome.ts";
import type { ClientHeaders, RequestContext } from "./request-context.ts";
import { ResolverFailure } from "./resolver-failure.ts";
import type { SourceFacts } from "./source-facts.ts";

/** Compiles a connector that is a batch resolver. */
export function compileBatchResolver(
  connector: Connector,
  resolver: BatchResolver,
  { defaultBatchSize }: { readonly defaultBatchSize: number },
): CompiledConnector {
  const maxSize = resolver.maxSize ?? defaultBatchSize;
  const failure = compileFailure(connector);
  const outcomesOf = compileGiven(connector, resolver);
  const { headers: names } = connector.inputs;
  const batchKeyOf = compileBatchKey(connector);

  function planTogether(keys: readonly Key[], request: RequestContext): PlannedCall {
    return {
      kind: "run",
      keys,
      async run({ signal, facts }) {
        const headers = headersOf(request.headers, names);
        const context: BatchContext = { headers, claims: claimsOf(request, resolver), signal };
        const given = await ask(resolver, keys.map(batchKeyOf), context);
        return outcomesOf(given, keys, facts());
      },
    };
  }

  return {
    connector,
    version: versionOf(connector, resolver),
    pathTemplate: "",
    baseUrl: undefined,
    maxKeys: () => maxSize,
    failed: (error) => ({ kind: "error", error: failure.at(error) }),
    plan: (keys, request) =>
      chunksOf(keys, maxSize).map((together) => planTogether(together, request)),
  };
}

/** An ID is text, as in GraphQL, whatever the source made of it. */
function compileBatchKey({ keyFields }: Connector): (key: Key) => BatchKey<unknown, unknown> {
  const ids = keyFields.flatMap(({ path, isId }) => (isId ? path : []));
  if (ids.length === 0) return ({ this: parent, args }) => ({ parent, args });
  return ({ this: parent, args }) => {
    const texts: Record<string, Json> = { ...parent };
    for (const name of ids) texts[name] = idText(parent[name] ?? null);
    return { parent: texts, args };
  };
}

function idText(value: Json): Json {
  if (Array.isArray(value)) return value.map(idText);
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

/** The headers that it reads, and no others: who shares its values is made out by these. */
function headersOf(headers: ClientHeaders, names: readonly string[]): ClientHeaders {
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

/** The claims that it reads, and no others, for the same reason. */
function claimsOf({ context }: RequestContext, { claims: names }: BatchResolver) {
  const { claims } = context;
  const own = isJsonObject(claims) ? claims : {};
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(own, name) ? own[name] : undefined]),
  );
}

/** What `load` gave, each promise settled; or what it threw. */
type Given = { readonly items: readonly unknown[] } | { readonly thrown: unknown };

async function ask(
  { load }: BatchResolver,
  keys: readonly BatchKey<unknown, unknown>[],
  context: BatchContext,
): Promise<Given> {
  try {
    const given: unknown = await load(keys, context);
    if (!Array.isArray(given)) return { thrown: wrongCount(keys, "no list") };
    // First of all, so that no promise among them rejects with nobody there to handle it.
    const items = await Promise.all(given.map(settled));
    return items.length === keys.length ? { items } : { thrown: wrongCount(keys, items.length) };
  } catch (thrown) {
    return { thrown: toError(thrown) };
  }
}

function wrongCount({ length }: readonly unknown[], given: number | string): Error {
  return new Error(
    `A batch resolver gives one outcome per key, in the order of the keys: for ${length} keys it gave ${given}. Give null for a key that there is nothing for.`,
  );
}

/** A promise may fail alone: what it rejects with stands for its value. */
async function settled(item: unknown): Promise<unknown> {
  try {
    return await item;
  } catch (thrown) {
    return toError(thrown);
  }
}

/** Compiles how what `load` gave becomes outcomes: one per key, in their order. */
function compileGiven({ coordinate, selection }: Connector, resolver: BatchResolver) {
  const take = resolver.selection === undefined ? copyJson : select;

  function select(value: unknown) {
    return selection.evaluate(copyJson(value), {});
  }

  function outcomeOf(item: unknown, source: SourceFacts | undefined): Outcome {
    if (item === undefined) return { kind: "missing", source };
    try {
      return { kind: "value", value: take(item) ?? null, source };
    } catch (error) {
      return { kind: "error", error: new ResolverFailure(coordinate, error) };
    }
  }

  return (
    given: Given,
    keys: readonly Key[],
    source: SourceFacts | undefined,
  ): readonly Outcome[] => {
    if ("items" in given) return given.items.map((item) => outcomeOf(item, source));
    const failed: Outcome = {
      kind: "error",
      error: new ResolverFailure(coordinate, given.thrown),
    };
    return keys.map(() => failed);
  };
}

/** As that of other connectors: names all that its values depend on, besides keys and callers. */
function versionOf({ id, keyFields, inputs }: Connector, resolver: BatchResolver): string {
  const { selection, version, load } = resolver;
  const definition = canonicalJson([
    "resolver",
    id,
    keyFields.map(({ path, isId }) => [[...path], isId]),
    inputs.headers,
    inputs.context.map((path) => [...path]),
    selection ?? null,
    // Code that has changed gives other values; of what it calls elsewhere, nothing is known here.
    version ?? String(load),
  ]);
  return hash("sha256", definition, "base64url").slice(0, 22);
}
