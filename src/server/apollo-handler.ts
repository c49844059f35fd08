import assert from "node:assert/strict";

import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import {
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from "graphql";

import { DocumentReader } from "../admission/document-reader.ts";
import { KeptDocuments } from "../admission/kept-documents.ts";
import type { QueryLimits } from "../admission/query-limits.ts";
import { newRequestContext, type RequestContext } from "../connectors/request-context.ts";
import type { ListSizeDeclaration } from "../contract/list-size.ts";
import type { ApqStore } from "../documents/apq-store.ts";
import type { DocumentAdmission } from "../documents/document-admission.ts";
import type { Executor, PlanningExecutor } from "../execution/executor.ts";
import type { Clock } from "../kernel/clock.ts";
import { stringifyJson } from "../kernel/json.ts";
import type { Logger } from "../telemetry/logger.ts";
import { Acceptances } from "./acceptance.ts";
import { admitDocument } from "./admit-document.ts";
import { asRefusal } from "./as-refusal.ts";
import { createCachingHeaders, noStore } from "./caching-headers.ts";
import { answerConditionally } from "./conditional-get.ts";
import type { Delivery } from "./delivery.ts";
import { executionPlugin } from "./execution-plugin.ts";
import { createErrorFormatter } from "./format-errors.ts";
import { framings } from "./framing.ts";
import type { GraphqlHandler, OperationContext } from "./graphql-handler.ts";
import { incrementalRules } from "./incremental-rules.ts";
import { noIntrospection } from "./no-introspection.ts";
import { notAcceptable } from "./not-acceptable.ts";
import { newSummary } from "./operation-summary.ts";
import { acceptingJson, inPartForm } from "./part-form.ts";
import { PartsBody } from "./parts-body.ts";
import { shortMessage } from "./short-message.ts";

export interface ApolloHandlerOptions {
  /** The API that callers see. */
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  /** Plans what is not run yet. */
  readonly prepare: PlanningExecutor["prepare"];
  /** What documents and variables may ask for: the same object until that changes. */
  readonly limits: () => QueryLimits;
  /** How long the documents are, together, that are known beforehand. Default: there are none. */
  readonly knownCharacters?: number;
  /** What the schema says of the sizes of lists, by coordinate. */
  readonly listSizes: ReadonlyMap<string, ListSizeDeclaration>;
  /** Which documents may be run. */
  readonly admission: DocumentAdmission;
  /** Keeps what clients have sent once; undefined: they send it each time. */
  readonly apqStore?: ApqStore | undefined;
  /** In development, browsers get Apollo Sandbox, and clients are shown bugs. */
  readonly mode: "development" | "production";
  /** Whether callers may read the schema. Undefined: in development only. */
  readonly introspection: boolean | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  /** The callers' headers that answers may differ by; names in lower case. Default: none. */
  readonly callerHeaders?: readonly string[];
  /** The headers that callers prove with who they are; names in lower case. Default: none. */
  readonly credentialHeaders?: readonly string[];
}

export interface ApolloHandler extends GraphqlHandler {
  /** Runs a request that did not come over HTTP, with the same rules. */
  readonly execute: (
    request: LocalRequest,
    context: RequestContext,
  ) => Promise<FormattedExecutionResult>;
  /**
   * Parses, validates and plans a document before anybody asks for it. Tells what is wrong with it:
   * nothing, where it can be run.
   */
  readonly rehearse: (
    request: Omit<LocalRequest, "variables">,
  ) => Promise<readonly GraphQLFormattedError[]>;
}

interface LocalRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Starts an Apollo Server for one contract: it negotiates, and hands operations that are valid and
 * within limits to `executor`.
 *
 * It holds no connections or timers, so one that is no longer used needs no stopping: requests in
 * flight finish on it. Plugins that report to elsewhere or act on single fields are off, whatever
 * the environment says: the latter alone cost more than all else here.
 */
export async function createApolloHandler(options: ApolloHandlerOptions): Promise<ApolloHandler> {
  const { schema, executor, prepare, mode, log, clock, callerHeaders = [] } = options;
  const { admission, apqStore } = options;
  const isDevelopment = mode === "development";
  const introspection = options.introspection ?? isDevelopment;
  const { formatErrors, formatBug } = createErrorFormatter({ showBugs: isDevelopment, log });
  const acceptances = new Acceptances();
  const reader = new DocumentReader({
    schema,
    listSizes: options.listSizes,
    rules: [...incrementalRules, ...(introspection ? [] : [noIntrospection])],
    // Without introspection, "Did you mean …?" would give the schema away name by name.
    hideSuggestions: !introspection,
  });
  const documents = new KeptDocuments({ ...options, reader });

  const apollo = new ApolloServer<OperationContext>({
    schema,
    nodeEnv: mode,
    introspection,
    // Documents are kept with what they were measured.
    documentStore: null,
    includeStacktraceInErrorResponses: false,
    // Apollo Server's own errors are GraphQLErrors; anything else outside execution is a bug.
    formatError(formatted, error) {
      if (!(error instanceof GraphQLError)) return formatBug(error);
      const { message, extensions } = formatted;
      const { code } = asRefusal(error).extensions;
      // Some of its messages end with the end of a line.
      const told = shortMessage(message.trimEnd());
      return { ...formatted, message: told, extensions: { ...extensions, code } };
    },
    stringifyResult: stringifyJson,
    stopOnTerminationSignals: false,
    logger: log,
    persistedQueries: apqStore !== undefined && { cache: apqStore },
    plugins: [
      executionPlugin({
        documents,
        executor,
        prepare,
        formatErrors,
        setCachingHeaders: createCachingHeaders(callerHeaders, options.credentialHeaders),
        contentType: (accept) => acceptances.of(accept).contentType,
      }),
      isDevelopment
        ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false } })
        : ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  const run = async (
    { query, operationName, variables }: LocalRequest,
    contextValue: OperationContext,
  ): Promise<FormattedExecutionResult> => {
    const { body } = await apollo.executeOperation(
      {
        query,
        ...(operationName !== undefined && { operationName }),
        ...(variables !== undefined && { variables }),
      },
      { contextValue },
    );
    assert(body.kind === "single", "The execution plugin gives single results.");
    return body.singleResult;
  };

  return {
    async handle(request, context) {
      const accept = request.headers.get("accept");
      const { contentType, format } = acceptances.of(accept);
      // An answer of one part goes the same way to a caller who takes no plain JSON.
      const onlyFormat = contentType === undefined ? format : undefined;
      const takesParts = format !== undefined && context.isHead !== true;
      const received = onlyFormat === undefined ? request : acceptingJson(request);
      const { request: admitted, refusal } = admitDocument(received, admission);
      const delivery: Delivery | undefined = takesParts ? { format, parts: undefined } : undefined;
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: admitted,
        // It is asked for once a browser has had its page, and before anything else is done.
        async context() {
          if (contentType === undefined && format === undefined) throw notAcceptable(accept);
          if (refusal !== undefined) throw refusal;
          return delivery === undefined ? context : { ...context, delivery };
        },
      });
      if (delivery?.parts !== undefined) {
        const framing = framings[delivery.format];
        const body = new PartsBody({ parts: delivery.parts, framing, clock, onBug: formatBug });
        return { ...response, body: { kind: "chunked", asyncIterator: body }, ended: body.ended };
      }
      // What was refused never got to where the others have it from.
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", noStore);
      const isAnswer = response.status === undefined || context.summary.errorCount > 0;
      if (onlyFormat !== undefined && isAnswer) return inPartForm(response, onlyFormat);
      return answerConditionally(request, response);
    },

    execute: (operation, request) => run(operation, { request, summary: newSummary() }),

    async rehearse(operation) {
      const contextValue = { request: newRequestContext(), summary: newSummary() };
      const { errors = [] } = await run(operation, { ...contextValue, isRehearsal: true });
      return errors;
    },
  };
}
