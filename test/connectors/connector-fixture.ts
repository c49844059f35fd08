import { compileConnector, type PlannedCall } from "../../src/connectors/compile-connector.ts";
import type { BatchLimits, ConnectorSettings } from "../../src/connectors/connector-settings.ts";
import type { HttpRequest, HttpResponse } from "../../src/connectors/http-message.ts";
import type { Key, Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext, type RequestContext } from "../../src/connectors/request-context.ts";
import { connectorInputs } from "../../src/contract/connector-inputs.ts";
import type {
  Connector,
  ConnectorPlace,
  HeaderMapping,
  HttpMethod,
  KeyField,
  Source,
} from "../../src/contract/contract.ts";
import type { GatewayError } from "../../src/kernel/gateway-error.ts";
import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { compileTemplate } from "../../src/mapping/compile-template.ts";

const place = { file: "schema.graphql", line: 1, column: 1 };

interface ErrorTexts {
  readonly message?: string;
  readonly extensions?: string;
}

interface SourceTexts {
  readonly baseUrl?: string;
  readonly path?: string;
  readonly queryParams?: string;
  readonly headers?: readonly HeaderTexts[];
  readonly errors?: ErrorTexts;
  readonly isSuccess?: string;
}

interface HeaderTexts {
  readonly name: string;
  readonly value?: string;
  readonly from?: string;
}

export interface ConnectorTexts {
  readonly place?: ConnectorPlace;
  /** Default: one named "api", at https://api.test. Null: none. */
  readonly source?: SourceTexts | null;
  /** Null: no call at all. */
  readonly url?: string | null;
  readonly method?: HttpMethod;
  readonly path?: string;
  readonly queryParams?: string;
  readonly headers?: readonly HeaderTexts[];
  readonly body?: string;
  readonly selection?: string;
  readonly isSuccess?: string;
  readonly errors?: ErrorTexts;
  readonly keyFields?: readonly KeyField[];
  readonly batch?: { readonly maxSize: number | undefined } | undefined;
}

/** A connector of the contract, from the texts of its directive. */
export function connectorOf(texts: ConnectorTexts): Connector {
  const source = texts.source === null ? undefined : sourceOf(texts.source ?? {});
  const request =
    texts.url === null
      ? undefined
      : {
          method: texts.method ?? "GET",
          url: compileTemplate(texts.url ?? "/things", "v0.4", "url"),
          path: mapping(texts.path),
          queryParams: mapping(texts.queryParams),
          headers: (texts.headers ?? []).map(headerOf),
          body: mapping(texts.body),
        };
  const parts = {
    source,
    request,
    errors: {
      message: mapping(texts.errors?.message),
      extensions: mapping(texts.errors?.extensions),
    },
    isSuccess: mapping(texts.isSuccess),
    selection: compileMapping(texts.selection ?? "$", "v0.4"),
  };
  return {
    ...parts,
    id: "Query.things",
    coordinate: "Query.things",
    place: texts.place ?? { kind: "query", typeName: "Query", fieldName: "things" },
    version: "v0.4",
    inputs: connectorInputs(parts),
    keyFields: texts.keyFields ?? [],
    batch: texts.batch,
    origin: place,
  };
}

function sourceOf(texts: SourceTexts): Source {
  return {
    name: "api",
    baseUrl: compileTemplate(texts.baseUrl ?? "https://api.test", "v0.4", "url"),
    path: mapping(texts.path),
    queryParams: mapping(texts.queryParams),
    headers: (texts.headers ?? []).map(headerOf),
    errors: {
      message: mapping(texts.errors?.message),
      extensions: mapping(texts.errors?.extensions),
    },
    isSuccess: mapping(texts.isSuccess),
    origin: place,
  };
}

function headerOf({ name, from, value }: HeaderTexts): HeaderMapping {
  return from === undefined
    ? { name, value: compileTemplate(value ?? "", "v0.4", "header") }
    : { name, from };
}

function mapping(text: string | undefined) {
  return text === undefined ? undefined : compileMapping(text, "v0.4");
}

export const settings: ConnectorSettings = {
  baseUrl: undefined,
  config: { key: "k1", host: "config.test" },
  env: { STAGE: "test" },
  defaultBatchSize: 100,
  batch: () => ({ maxUrlBytes: 8192, maxSize: 100 }),
};

export const requestContext: RequestContext = {
  ...newRequestContext(),
  context: { user: "u1" },
};

/** What a connector is asked with. */
export interface Ask {
  readonly keys?: readonly Partial<Key>[];
  readonly request?: Partial<RequestContext>;
  readonly settings?: Partial<ConnectorSettings>;
  readonly batch?: Partial<BatchLimits>;
}

/** Connectors that read text run no code. */
type SentOrSettled = Exclude<PlannedCall, { kind: "run" }>;

/** The calls that a connector plans for keys; by default for one key without arguments. */
export function planOf(texts: ConnectorTexts, ask: Ask = {}): readonly SentOrSettled[] {
  const batch = () => ({ ...settings.batch(), ...ask.batch });
  const compiled = compileConnector(connectorOf(texts), { ...settings, batch, ...ask.settings });
  const keys = (ask.keys ?? [{}]).map((key, index) => ({
    id: String(index),
    args: key.args ?? {},
    this: key.this ?? {},
    known: key.known,
  }));
  const calls = compiled.plan(keys, { ...requestContext, ...ask.request });
  return calls.filter((call) => call.kind !== "run");
}

/** The one request that a connector sends, or the error for which it sends none. */
export function requestOf(texts: ConnectorTexts, ask: Ask = {}): HttpRequest | GatewayError {
  const [call] = planOf(texts, ask);
  if (call?.kind === "call") return call.request;
  const [outcome] = call?.outcomes ?? [];
  if (outcome?.kind === "error") return outcome.error;
  throw new Error("neither sent nor failed");
}

/** A JSON response. */
export function answer(body: unknown, more: Partial<HttpResponse> = {}): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: text,
    bodyBytes: text.length,
    ...more,
  };
}

/** What comes of the keys when every call gets the same response. */
export function outcomesOf(
  texts: ConnectorTexts,
  response: HttpResponse,
  ask: Ask = {},
): readonly Outcome[] {
  return planOf(texts, ask).flatMap((call) =>
    call.kind === "call" ? call.read(response) : call.outcomes,
  );
}
