import { OperationTypeNode } from "graphql";

import { coalescingRules } from "./coalescing-rules.ts";
import type { Config } from "./config/config.ts";
import { type ClientHeaders, newRequestContext } from "./connectors/request-context.ts";
import { analyseOperation } from "./execution/explain/analyse-operation.ts";
import type { Analysis } from "./execution/explain/analysis.ts";
import { explainOnRequest } from "./execution/explain/explain-on-request.ts";
import type { Explanation } from "./execution/explain/explanation.ts";
import {
  type ExplainedInput,
  OperationExplainer,
} from "./execution/explain/operation-explainer.ts";
import type { OperationText, ReadOperation } from "./execution/explain/read-operation.ts";
import type { Executor } from "./execution/executor.ts";
import type { ListSizes } from "./execution/list-sizes.ts";
import { callerOfClaims } from "./identity/read-caller.ts";
import type { Clock } from "./kernel/clock.ts";
import type { JsonObject } from "./kernel/json.ts";
import { keepAlive } from "./kernel/keep-alive.ts";
import { type Problem, ProblemsError } from "./kernel/problem.ts";
import type { ReadService } from "./read-service.ts";
import { incrementalRules } from "./server/incremental-rules.ts";
import { tookTooLong } from "./server/request-timeout.ts";

/** What is to be explained. */
export interface ExplainRequest extends OperationText, ExplainedInput {
  /** Whether to run the operation, too, and tell what really happened. */
  readonly analyze?: boolean;
  /** Whether that may be a mutation, which changes what it changes. Default: it may not. */
  readonly allowMutations?: boolean;
  /** The client's headers to run it with, in lower case. */
  readonly headers?: ClientHeaders;
  /** What is known of the caller to run it for: `$context.claims`. */
  readonly claims?: JsonObject | undefined;
}

/** An explanation; with what really happened, where that was asked for. */
export interface ExplainedRequest extends Explanation {
  readonly analysis?: Analysis;
}

/** A schema with its settings, as it was read. */
export interface ExplainedService extends Pick<
  ReadService,
  "contract" | "resolvers" | "connectors"
> {
  /** What the lists of its answers turned out to be. */
  readonly listSizes: ListSizes;
  /** The settings in force. */
  readonly current: () => Config;
}

export interface OpenExplainOptions extends ExplainedService {
  /** What runs operations. */
  readonly executor: Executor;
  readonly clock: Clock;
  readonly config: Pick<Config, "server">;
  /** Whether callers may ask. */
  readonly mayAsk: boolean;
}

/** Tells what operations ask of their sources. */
export interface Explaining {
  /** Rejects with ProblemsError when something is wrong with the operation. */
  readonly explain: (request: ExplainRequest) => Promise<ExplainedRequest>;
  /** Runs the operations of callers, who may ask for an explanation where the settings allow it. */
  readonly executor: Executor;
}

/** Makes what explains operations of a service that answers. */
export function openExplain(options: OpenExplainOptions): Explaining {
  const { executor, clock, mayAsk } = options;
  const explainer = createExplainer(options);
  return {
    executor: mayAsk ? explainOnRequest(executor, { explainer, clock }) : executor,
    async explain(request) {
      const read = explainer.read(request);
      const explanation = explainer.explain(read, request);
      if (request.analyze !== true) return explanation;
      const { operation } = read;
      if (operation.operation === OperationTypeNode.MUTATION && request.allowMutations !== true) {
        throw new ProblemsError([mutationNotAllowed]);
      }
      const analysis = await keepAlive(analyse(read, request, { ...options, explanation }));
      return { ...explanation, analysis };
    },
  };
}

/** Makes what explains operations, whether or not there is anything that would run them. */
export function createExplainer({
  contract,
  resolvers,
  connectors,
  listSizes,
  current,
}: ExplainedService): OperationExplainer {
  return new OperationExplainer({
    contract,
    resolvers,
    connectors: new Map(connectors.map((compiled) => [compiled.connector.id, compiled])),
    listSizes,
    listSize: () => current().check.listSize,
    rulesOf: (name) => coalescingRules(current()).ofSource(name),
    rules: incrementalRules,
  });
}

/** Runs it as a request of its own, with the deadline that all have. */
async function analyse(
  { document, operation }: ReadOperation,
  { headers = {}, claims, variables = {} }: ExplainRequest,
  options: OpenExplainOptions & { readonly explanation: Explanation },
): Promise<Analysis> {
  const { clock, config } = options;
  const { requestTimeoutMs } = config.server;
  const controller = new AbortController();
  const timer = clock.after(requestTimeoutMs, () =>
    controller.abort(tookTooLong(requestTimeoutMs)),
  );
  try {
    const { analysis } = await analyseOperation(
      {
        document,
        operationName: operation.name?.value,
        variables,
        request: {
          ...newRequestContext(headers, claims && callerOfClaims(claims)),
          signal: controller.signal,
          deadlineMs: clock.nowMs() + requestTimeoutMs,
        },
        takesParts: true,
      },
      options,
    );
    return analysis;
  } finally {
    timer.cancel();
  }
}

const mutationNotAllowed: Problem = {
  code: "MUTATION_NOT_ALLOWED",
  severity: "error",
  message: "To analyse a mutation is to run it, and this would change what it changes.",
  help: "Explain it without running it; or say that it may be run: --allow-mutations, or allowMutations from code.",
  origin: undefined,
};
