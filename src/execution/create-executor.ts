import {
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  Kind,
  valueFromASTUntyped,
} from "graphql";

import { type RequestContext, withTrace } from "../connectors/request-context.ts";
import type { Contract } from "../contract/contract.ts";
import { createLazyLookup } from "../contract/lazy-lookup.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Tracing } from "../telemetry/tracing.ts";
import { FreshnessGathering } from "./answer-freshness.ts";
import { Delivery } from "./deliver-parts.ts";
import type { AdmitCalls, Operation, OperationResult, PlanningExecutor } from "./executor.ts";
import { KeyEncoders } from "./key-encoders.ts";
import type { ListSizes } from "./list-sizes.ts";
import type { Plan, Variables } from "./plan.ts";
import { PlanCache, type PlannedOperation } from "./plan-cache.ts";
import type { Resolvers } from "./resolvers.ts";
import type { BranchLoaders, RunOptions } from "./run-options.ts";
import { runPlan } from "./run-plan.ts";
import { type AnswerBounds, type Excess, maxErrors } from "./run-totals.ts";
import { settleFailures } from "./settle-failures.ts";

export interface ExecutorOptions {
  readonly contract: Contract;
  readonly resolvers: Resolvers;
  /**
   * Fresh loaders: for a query, or for one root field of a mutation. The signal aborts when nobody
   * waits any more for what leaves after the first part of the answer.
   */
  readonly createLoaders: (
    request: RequestContext,
    laterSignal: () => AbortSignal,
  ) => BranchLoaders;
  /** What the sizes of lists are gathered in. */
  readonly listSizes: ListSizes;
  /** Whether errors keep from callers what names the schema has. */
  readonly hideSuggestions: boolean;
  /** What one answer may have. */
  readonly bounds: () => AnswerBounds;
  /** Why an operation may not be run; undefined where nothing speaks against it. Default: nothing does. */
  readonly refuse?: (
    plan: Plan,
    variables: Variables,
    admitCalls: AdmitCalls | undefined,
  ) => GatewayError | undefined;
  /** Makes stale what is kept under these tags. Never rejects. */
  readonly invalidate: (tags: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  /** How many plans are kept at most. Default: 500. */
  readonly maxPlans?: number;
  readonly tracing: Tracing | undefined;
  /** Default: nobody wants to know. */
  readonly onInvalidValue?: RunOptions["onInvalidValue"];
  /** Undefined when nobody collects metrics. */
  readonly metrics?: Pick<Metrics, "lazyEnded"> | undefined;
}

/** Creates the executor of one contract. Plans live as long as the documents they were made for. */
export function createExecutor(options: ExecutorOptions): PlanningExecutor {
  return new PlannedExecutor(options);
}

class PlannedExecutor implements PlanningExecutor {
  readonly #options: ExecutorOptions;
  readonly #plans: PlanCache;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#plans = new PlanCache(
      { ...options, keyEncoders: new KeyEncoders(), lazyOf: createLazyLookup(options.contract) },
      { maxPlans: options.maxPlans ?? 500, maxPlansPerOperation: 8 },
    );
  }

  prepare(document: DocumentNode, operationName: string | undefined): readonly GraphQLError[] {
    const planned = this.#operation(document, operationName);
    if (planned instanceof GraphQLError) return [planned];
    const variables = likelyVariables(planned.node);
    for (const takesParts of [false, true]) planned.plan(variables, takesParts);
    return [];
  }

  async execute(operation: Operation): Promise<OperationResult> {
    const { document, operationName } = operation;
    const planned = this.#operation(document, operationName);
    if (planned instanceof GraphQLError) return { errors: [planned] };
    const { coerced, errors } = this.#coerce(planned, operation.variables);
    if (errors !== undefined)
      return { errors: errors.map(({ message, nodes }) => badInput(message, nodes)) };
    const plan = this.#plan(planned, coerced, operation);
    const refusal = this.#options.refuse?.(plan, coerced, operation.admitCalls);
    if (refusal !== undefined) return { errors: [asGraphqlError(refusal)] };
    return this.#run(plan, coerced, operation);
  }

  /** Why it cannot be run, where the document or the schema has none such. */
  #operation(
    document: DocumentNode,
    operationName: string | undefined,
  ): PlannedOperation | GraphQLError {
    const planned = this.#plans.operation(document, operationName);
    if (planned === undefined) {
      const named = operationName === undefined ? "" : ` named "${operationName}"`;
      return badInput(`The document has no operation${named}.`);
    }
    const { node } = planned;
    const hasRoot = this.#options.contract.schema.getRootType(node.operation) !== undefined;
    return hasRoot ? planned : badInput(`The schema has no ${node.operation}s.`, [node]);
  }

  #coerce({ node }: PlannedOperation, variables: Variables): ReturnType<typeof getVariableValues> {
    const definitions = node.variableDefinitions ?? [];
    if (definitions.length === 0) return { coerced: {} };
    return getVariableValues(this.#options.contract.schema, definitions, variables, {
      // Each is told with the value that is wrong, which may be as long as a request.
      maxErrors: 20,
      hideSuggestions: this.#options.hideSuggestions,
    });
  }

  #plan(
    planned: PlannedOperation,
    variables: Variables,
    { request, takesParts = false }: Operation,
  ): Plan {
    const { tracing } = this.#options;
    const { caller } = request;
    if (tracing === undefined) return planned.plan(variables, takesParts, caller).plan;
    const span = tracing.start("GraphQL Operation Planning", request.trace, {
      attributes: { "graphql.processing.type": "plan" },
    });
    const { plan, isNew } = planned.plan(variables, takesParts, caller);
    span.set({ "sluice.plan.cached": !isNew });
    span.end();
    return plan;
  }

  async #run(plan: Plan, variables: Variables, operation: Operation): Promise<OperationResult> {
    const { tracing } = this.#options;
    const { request } = operation;
    if (tracing === undefined) return this.#answer(plan, variables, operation);
    const span = tracing.start("GraphQL Operation Execution", request.trace, {
      attributes: { "graphql.processing.type": "execute" },
    });
    const traced = { ...operation, request: withTrace(request, span.context) };
    const result = await this.#answer(plan, variables, traced);
    span.end(result.data === null ? result.errors?.[0] : undefined);
    return result;
  }

  async #answer(
    plan: Plan,
    variables: Variables,
    { request, wantsFreshnessReport: hasReport = false }: Operation,
  ): Promise<OperationResult> {
    const { clock, createLoaders, bounds, invalidate, onInvalidValue, metrics } = this.#options;
    const { isGuarded: isPrivate } = plan;
    const gathering = plan.isSerial
      ? undefined
      : new FreshnessGathering({ clock, hasReport, isPrivate });
    const later = new LaterWork();
    const result = await runPlan(plan, {
      variables,
      resolverContext: request,
      createLoaders: () => createLoaders(request, () => later.signal),
      bounds: bounds(),
      freshness: gathering,
      invalidate,
      clock,
      onInvalidValue,
      metrics,
    });
    if (result.kind === "tooLarge") {
      return { data: null, errors: [tooLarge(result.excess, this.#options)] };
    }
    const { answer, failures, later: parts } = result;
    const settled: Settled =
      failures.length === 0 ? { data: answer } : settleFailures(plan.root, answer, failures);
    if (parts.length === 0 || settled.data === null) {
      later.giveUp();
      return withFreshness(settled, gathering);
    }
    const delivery = new Delivery({
      root: plan.root,
      answer,
      later: parts,
      refusal: () => {
        const excess = result.excess();
        return excess && tooLarge(excess, this.#options);
      },
      freshness: () => (hasReport ? gathering?.finish() : undefined),
      onEnd: () => later.giveUp(),
    });
    const { errors, rest } = delivery.mergeComplete();
    const merged = [...(settled.errors ?? []), ...errors];
    const first = merged.length === 0 ? { data: answer } : { data: answer, errors: merged };
    return { ...withFreshness(first, gathering), ...(rest !== undefined && { later: rest }) };
  }
}

/**
 * Values for the variables of an operation that nobody runs yet: their defaults, else `false` and 0,
 * which are what conditions and sizes of streams may have. With others it is planned anew.
 */
function likelyVariables({ variableDefinitions = [] }: PlannedOperation["node"]): Variables {
  return Object.fromEntries(
    variableDefinitions.map(({ variable, type, defaultValue }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      const isNumber = named.kind === Kind.NAMED_TYPE && named.name.value === "Int";
      const value = defaultValue ? valueFromASTUntyped(defaultValue) : isNumber ? 0 : false;
      return [variable.name.value, value];
    }),
  );
}

/** The work for what leaves after the first part of an answer. */
class LaterWork {
  #controller: AbortController | undefined;

  /** Aborts when it is given up. Made when it is first asked for: nearly never. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Nobody waits for it any more. */
  giveUp(): void {
    this.#controller?.abort(
      new GatewayError("REQUEST_ABORTED", "The answer was complete before this was there."),
    );
  }
}

type Settled = Pick<OperationResult, "data" | "errors">;

function withFreshness(
  settled: Settled,
  gathering: FreshnessGathering | undefined,
): OperationResult {
  const freshness = gathering?.finish();
  return freshness === undefined ? settled : { ...settled, freshness };
}

/** An answer that is given up before it fills the memory. */
function tooLarge(excess: Excess, { bounds }: ExecutorOptions): GraphQLError {
  const { items, text } = bounds();
  const rule = {
    items: `An answer may have ${items} list items in all`,
    text: `The texts of an answer may have ${text} characters in all`,
    errors: `The errors of an answer may name ${maxErrors} places in all`,
  }[excess];
  const error = new GatewayError(
    "ANSWER_TOO_LARGE",
    `${rule}, and this one would have more. Ask for fewer: with arguments, or in several operations.`,
  );
  return asGraphqlError(error);
}

function asGraphqlError(error: GatewayError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: error.extensions });
}

/** An operation that cannot start. */
function badInput(message: string, nodes?: GraphQLError["nodes"]): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: "BAD_USER_INPUT" },
  });
}
