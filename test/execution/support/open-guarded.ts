import { type DocumentNode, type GraphQLSchema, parse, validate } from "graphql";

import type { FetchKeys } from "../../../src/connectors/outcome.ts";
import { newRequestContext } from "../../../src/connectors/request-context.ts";
import type { ExecutorOptions } from "../../../src/execution/create-executor.ts";
import type { Resolvers } from "../../../src/execution/resolvers.ts";
import type { Caller } from "../../../src/kernel/caller.ts";
import { GatewayError } from "../../../src/kernel/gateway-error.ts";
import type { Json } from "../../../src/kernel/json.ts";
import { executorFor } from "../../support/executor-for.ts";
import { mergedAnswer } from "../../support/merged-answer.ts";

/** A caller with these scopes. */
export function callerWith(...scopes: readonly string[]): Caller {
  return { id: "caller", claims: {}, scopes: new Set(scopes) };
}

/** What an operation came to. */
export interface GuardedAnswer {
  readonly data: unknown;
  /** As "CODE path". */
  readonly errors: readonly string[];
  /** The ids of the connectors that were asked, in this order. */
  readonly asked: readonly string[];
  readonly messages: readonly string[];
}

export interface GuardedOptions {
  /** What connectors bring for each of their keys, by their ids; for those that are not here, null. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly resolvers?: Resolvers;
  readonly metrics?: ExecutorOptions["metrics"];
}

const link = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])\n`;

/** An executor of a schema, for operations of different callers. */
export function openGuarded(
  sdl: string,
  { values = {}, resolvers = {}, metrics }: GuardedOptions = {},
) {
  let asked: string[] = [];
  const fetchKeys: FetchKeys = async (connector, keys) => {
    asked.push(connector.id);
    return keys.map(() => ({ kind: "value", value: values[connector.id] ?? null }));
  };
  const { executor, contract } = executorFor(link + sdl, { fetchKeys, resolvers, metrics });
  // Plans live with their document: one for all callers.
  const documents = new Map<string, DocumentNode>();
  const run = async (
    query: string,
    caller?: Caller,
    { takesParts = false, variables = {} } = {},
  ): Promise<GuardedAnswer> => {
    asked = [];
    const document = documents.get(query) ?? readDocument(query, contract.schema);
    documents.set(query, document);
    const request = { ...newRequestContext(), caller };
    const operation = { document, operationName: undefined, variables, request, takesParts };
    const { data, errors } = await mergedAnswer(await executor.execute(operation));
    return {
      data,
      errors: errors.map(({ path = [], originalError }) => {
        const code = originalError instanceof GatewayError ? originalError.code : "OTHER";
        return `${code} ${path.join(".")}`;
      }),
      asked: [...asked],
      messages: errors.map(({ message }) => message),
    };
  };
  return { run, executor, contract };
}

function readDocument(query: string, schema: GraphQLSchema): DocumentNode {
  const document = parse(query);
  const [invalid] = validate(schema, document);
  if (invalid !== undefined) throw invalid;
  return document;
}
