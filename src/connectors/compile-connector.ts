import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { ProblemsError } from "../kernel/problem.ts";
import type { Variables } from "../mapping/mapping.ts";
import { type BuildRequest, type CompiledRequest, compileRequest } from "./build-request.ts";
import { chunksOf } from "./chunks-of.ts";
import { compileFailure } from "./connector-failure.ts";
import { compileCallVariables } from "./connector-variables.ts";
import { connectorVersion } from "./connector-version.ts";
import type { ConnectorSettings } from "./connector-settings.ts";
import type { HttpRequest, HttpResponse } from "./http-message.ts";
import type { MappingProblems } from "./mapping-problems.ts";
import type { FailedOutcome, Key, Outcome } from "./outcome.ts";
import { pathTemplateOf } from "./path-template.ts";
import { compileOutcomes } from "./read-outcomes.ts";
import { compileResponse } from "./read-response.ts";
import { renewalOf } from "./renewal.ts";
import type { RequestContext } from "./request-context.ts";
import type { SourceFacts } from "./source-facts.ts";

/** A connector, ready to be asked. Makes no calls itself. */
export interface CompiledConnector {
  readonly connector: Connector;
  /** Names all that decides what its values are, besides keys and callers. */
  readonly version: string;
  /** The path of its URL as the schema has it, without the query: says nothing of a caller. */
  readonly pathTemplate: string;
  /** What all URLs of its source begin with; undefined where it makes no calls. */
  readonly baseUrl: string | undefined;
  /** True where nothing is called, and what it gives is made up. */
  readonly isMocked?: true;
  /** How many keys one call may have at this moment; 1 unless it reads `$batch`. */
  readonly maxKeys: () => number;
  /** The outcome of a key that has failed without an answer. */
  readonly failed: (error: GatewayError) => FailedOutcome;
  /**
   * Divides keys into calls. Their outcomes, one call after the other, are those of the keys in
   * their order.
   */
  readonly plan: (keys: readonly Key[], request: RequestContext) => readonly PlannedCall[];
}

export type PlannedCall =
  | {
      readonly kind: "call";
      readonly keys: readonly Key[];
      readonly request: HttpRequest;
      /** The outcomes of its keys, in their order; `facts` are what the response says of keeping it. */
      readonly read: (
        response: HttpResponse,
        problems?: MappingProblems,
        facts?: SourceFacts,
      ) => readonly Outcome[];
      /** What went wrong in the mappings that the request was made from. */
      readonly tellProblems: (problems: MappingProblems) => void;
    }
  /** The call is made in the process itself, by code of the schema's own. */
  | {
      readonly kind: "run";
      readonly keys: readonly Key[];
      /** Gives the outcomes of its keys, in their order. Rejects only for a bug of the gateway. */
      readonly run: (run: Run) => Promise<readonly Outcome[]>;
    }
  /** No call is needed, or none can be made. */
  | { readonly kind: "settled"; readonly outcomes: readonly Outcome[] };

/** What a call in process is given. */
export interface Run {
  /** Aborts when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** Tells, once the answer is there, what is known of keeping it; undefined where nobody keeps it. */
  readonly facts: () => SourceFacts | undefined;
}

/**
 * Compiles a connector for the settings of its source.
 *
 * @throws ProblemsError when the settings leave it without a URL to call.
 */
export function compileConnector(
  connector: Connector,
  settings: ConnectorSettings,
): CompiledConnector {
  const request = compileRequestAtLoad(connector, settings);
  const variablesOf = compileCallVariables(connector, settings);
  const read = compileResponse(connector);
  const outcomesOf = compileOutcomes(connector);
  const failure = compileFailure(connector);
  const maxKeys = (): number => maxKeysOf(connector, settings);
  const failed = (error: GatewayError): FailedOutcome => ({
    kind: "error",
    error: failure.at(error),
  });

  /** Keys that go into one call, if its URL is not too long and can be built. */
  function planTogether(keys: readonly Key[], context: RequestContext): readonly PlannedCall[] {
    const variables = variablesOf(keys, context);
    if (request === undefined) {
      // There is no call that would tell of them.
      const problems = context.problems?.of(connector.id);
      const mapped = connector.selection.evaluate(undefined, variables, problems);
      return [settled(outcomesOf(mapped, { keys }))];
    }
    const built = tryBuild(request.build, variables, context);
    if (built instanceof GatewayError) {
      // One key may be the reason: the others go without it.
      if (keys.length > 1) return planApart(keys, 2, context);
      const problems = context.problems?.of(connector.id);
      if (problems !== undefined) request.tellProblems(variables, problems);
      return [settled([failed(built)])];
    }
    const parts = Math.ceil(
      (built.origin.length + built.path.length) / settings.batch().maxUrlBytes,
    );
    if (parts > 1 && keys.length > 1) return planApart(keys, parts, context);
    const renewal = renewalOf(keys, built);
    return [
      {
        kind: "call",
        keys,
        request: renewal?.request ?? built,
        tellProblems: (problems) => request.tellProblems(variables, problems),
        read(response, problems, facts) {
          const { status } = response;
          if (renewal !== undefined && status === 304) return renewal.outcomes(facts);
          const mapped = read(response, variables, problems);
          return outcomesOf(mapped, { keys, status, problems, facts });
        },
      },
    ];
  }

  function planApart(
    keys: readonly Key[],
    parts: number,
    context: RequestContext,
  ): readonly PlannedCall[] {
    return chunksOf(keys, Math.ceil(keys.length / parts)).flatMap((it) =>
      planTogether(it, context),
    );
  }

  return {
    connector,
    version: connectorVersion(connector, settings),
    pathTemplate: pathTemplateOf(connector),
    baseUrl: request?.baseUrl,
    maxKeys,
    failed,
    plan: (keys, context) =>
      chunksOf(keys, maxKeys()).flatMap((chunk) => planTogether(chunk, context)),
  };
}

/** How many keys one call may have. */
function maxKeysOf({ batch }: Connector, settings: ConnectorSettings): number {
  if (batch === undefined) return 1;
  const { maxSize } = settings.batch();
  const declared = batch.maxSize ?? maxSize ?? settings.defaultBatchSize;
  return maxSize === undefined ? declared : Math.min(declared, maxSize);
}

function compileRequestAtLoad(
  connector: Connector,
  settings: ConnectorSettings,
): CompiledRequest | undefined {
  if (connector.request === undefined) return undefined;
  try {
    return compileRequest(connector, connector.request, settings);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new ProblemsError([
      {
        code: "INVALID_REQUEST",
        severity: "error",
        message: `${connector.coordinate} can make no request. ${error.message}`,
        help: "Correct what it reads of $config and $env, or the values that they have.",
        origin: connector.origin,
      },
    ]);
  }
}

function tryBuild(
  build: BuildRequest,
  variables: Variables,
  { headers }: RequestContext,
): HttpRequest | GatewayError {
  try {
    return build(variables, headers);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function settled(outcomes: readonly Outcome[]): PlannedCall {
  return { kind: "settled", outcomes };
}
