import {
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type GraphQLResponse,
  type HTTPGraphQLHead,
} from "@apollo/server";
import { type DocumentNode, GraphQLError, Kind } from "graphql";

import type { KeptDocuments } from "../admission/kept-documents.ts";
import type { ClientHeaders } from "../connectors/request-context.ts";
import type {
  Executor,
  Operation,
  OperationResult,
  PlanningExecutor,
} from "../execution/executor.ts";
import type { SetCachingHeaders } from "./caching-headers.ts";
import { asRefusal } from "./as-refusal.ts";
import { startDelivery } from "./delivery.ts";
import type { ErrorFormatter } from "./format-errors.ts";
import { freshnessReport } from "./freshness-report.ts";
import { retryAfterSeconds } from "./retry-after-seconds.ts";
import type { OperationContext } from "./graphql-handler.ts";
import { countErrors } from "./operation-summary.ts";

export interface ExecutionPluginOptions {
  /** Reads the texts of documents: what they ask for, and whether that may be. */
  readonly documents: KeptDocuments;
  readonly executor: Executor;
  readonly prepare: PlanningExecutor["prepare"];
  readonly formatErrors: ErrorFormatter["formatErrors"];
  readonly setCachingHeaders: SetCachingHeaders;
  /** The content type to answer a value of `accept` with; undefined: there is none. */
  readonly contentType: (accept: string | undefined) => string | undefined;
}

/**
 * The Apollo Server plugin that runs operations on our executor instead of graphql-js.
 *
 * It answers in `responseForOperation`, the one hook that can give both single and incremental
 * results. What Apollo Server would have done before and after execution is done here: reading
 * documents, with limits before what is dear; formatting errors; and status 400 with code
 * BAD_USER_INPUT for an operation that could not start.
 */
export function executionPlugin(
  options: ExecutionPluginOptions,
): ApolloServerPlugin<OperationContext> {
  // One listener for all requests: what belongs to a request is in the context.
  const listener: GraphQLRequestListener<OperationContext> = {
    async didResolveSource(requestContext) {
      const { queryHash, source, contextValue, metrics } = requestContext;
      const read = options.documents.read(queryHash, source);
      contextValue.read = read;
      // Clients need not be able to ask for it again by its hash.
      if (read.errors !== undefined) metrics.persistedQueryRegister = false;
      // Apollo Server parses and validates what has no document by now.
      Object.assign(requestContext, {
        document: read.errors === undefined ? read.document : empty,
      });
    },

    async didEncounterErrors({ contextValue, errors }) {
      countErrors(contextValue.summary, errors.map(asRefusal));
    },

    async responseForOperation({ document, operation, request, contextValue }) {
      const { summary, delivery, isRehearsal, read, admitCalls } = contextValue;
      const refuse = (errors: readonly GraphQLError[]): GraphQLResponse => {
        countErrors(summary, errors);
        return refusal(errors, options.formatErrors);
      };
      // v8 ignore next -- every document was read when its text was there
      if (read === undefined) return null;
      if (read.errors !== undefined) return refuse(read.errors);
      // Without an operation to run there is nothing to execute, and Apollo Server has the right
      // answer (OPERATION_RESOLUTION_FAILURE) ready.
      if (operation === undefined) return null;
      if (isRehearsal === true) {
        const errors = options.prepare(document, request.operationName);
        const headers = new HeaderMap();
        return single({ headers }, { errors: errors.map((error) => error.toJSON()) });
      }
      summary.operationName = operation.name?.value.slice(0, maxNameLength);
      summary.operationType = operation.operation;
      const excess = options.documents.judgeVariables(read, request.variables ?? {});
      if (excess !== undefined) return refuse([excess]);

      const result = await run(options.executor, {
        document,
        operationName: request.operationName,
        variables: request.variables ?? {},
        request: contextValue.request,
        wantsFreshnessReport: wantsFreshnessReport(contextValue.request.headers),
        takesParts: delivery !== undefined,
        admitCalls,
      });
      if (result.errors !== undefined) countErrors(summary, result.errors);
      if (result.data !== undefined) summary.hasData = result.data !== null;
      if (result.later !== undefined && delivery !== undefined) {
        const logged = new Set<Error>();
        const formatErrors: FormatErrors = (errors) => options.formatErrors(errors, logged);
        const { http, singleResult } = format(result, formatErrors);
        const answer = { first: { ...singleResult }, later: result.later, summary };
        startDelivery(delivery, { ...answer, formatErrors, headers: http.headers });
        // In its place the caller gets the parts.
        return single(http, {});
      }
      const response = toResponse(result, options.formatErrors);
      const contentType = options.contentType(request.http?.headers.get("accept"));
      const { headers } = response.http;
      options.setCachingHeaders(headers, {
        kind: operation.operation,
        result,
        request: contextValue.request,
        isGet: request.http?.method === "GET",
      });
      if (contentType !== undefined && !headers.has("content-type")) {
        headers.set("content-type", contentType);
      }
      return response;
    },
  };
  return { requestDidStart: async () => listener };
}

/** Log lines and spans have so much of an operation's name. */
const maxNameLength = 200;

/** Stands for a document that is not run. */
const empty: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

function wantsFreshnessReport(headers: ClientHeaders): boolean {
  return headers["sluice-freshness"] === "report";
}

async function run(executor: Executor, operation: Operation): Promise<OperationResult> {
  try {
    const result = await executor.execute(operation);
    if (result.errors === undefined || result.data !== undefined) return result;
    return { ...result, errors: result.errors.map(asUserInputError) };
  } catch (error) {
    const bug = error instanceof Error ? error : new Error(`Thrown: ${String(error)}`);
    return { errors: [new GraphQLError(bug.message, { originalError: bug })] };
  }
}

type FormatErrors = ErrorFormatter["formatErrors"];

function toResponse(result: OperationResult, formatErrors: FormatErrors): GraphQLResponse {
  const { data, errors } = result;
  if (errors !== undefined && data === undefined) return refusal(errors, formatErrors);
  const { http, singleResult } = format(result, formatErrors);
  const seconds = errors && retryAfterSeconds({ data, errors });
  if (seconds === undefined) return single(http, singleResult);
  http.headers.set("retry-after", String(seconds));
  return single({ headers: http.headers, status: http.status ?? 503 }, singleResult);
}

function format(
  { data, errors, freshness, extensions }: OperationResult,
  formatErrors: FormatErrors,
): { readonly http: HTTPGraphQLHead; readonly singleResult: SingleResult } {
  const formatted = errors && formatErrors(errors);
  const singleResult = {
    ...(data !== undefined && { data }),
    ...(freshness?.byPath !== undefined && {
      extensions: { freshness: freshnessReport(freshness.byPath) },
    }),
    // An explanation, which comes without a report of freshness.
    ...(extensions !== undefined && { extensions }),
    ...(formatted && { errors: formatted.errors }),
  };
  return { http: formatted?.http ?? { headers: new HeaderMap() }, singleResult };
}

function refusal(reasons: readonly GraphQLError[], formatErrors: FormatErrors): GraphQLResponse {
  const { errors, hasBug, http } = formatErrors(reasons);
  return single({ headers: http.headers, status: http.status ?? (hasBug ? 500 : 400) }, { errors });
}

type SingleResult = Extract<GraphQLResponse["body"], { kind: "single" }>["singleResult"];

function single(http: HTTPGraphQLHead, singleResult: SingleResult): GraphQLResponse {
  return { http, body: { kind: "single", singleResult } };
}

/** An error that kept an operation from starting is one of its input, unless it says otherwise. */
function asUserInputError(error: GraphQLError): GraphQLError {
  const { originalError, extensions } = error;
  const isOfGraphql = originalError === undefined || originalError instanceof GraphQLError;
  if (!isOfGraphql || extensions["code"] !== undefined) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { ...extensions, code: "BAD_USER_INPUT" },
  });
}
