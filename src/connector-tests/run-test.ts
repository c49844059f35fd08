import { compileConnector } from "../connectors/compile-connector.ts";
import type { ConnectorSettings } from "../connectors/connector-settings.ts";
import { compileCallVariables } from "../connectors/connector-variables.ts";
import { compileKeyEncoder } from "../connectors/encode-key.ts";
import type { HttpRequest } from "../connectors/http-message.ts";
import { type MappingProblem, MappingProblems } from "../connectors/mapping-problems.ts";
import type { Key, Outcome } from "../connectors/outcome.ts";
import { compileResponse } from "../connectors/read-response.ts";
import { newRequestContext, type RequestContext } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Json } from "../kernel/json.ts";
import type { ConnectorTest, TestVariables } from "./suite.ts";

/** What came of a connector with the variables and the response of a test. */
export interface Ran {
  /** The requests that it makes; more than one where the keys of a batch go into several. */
  readonly requests: readonly HttpRequest[];
  /** Why there is no request, where that is so. */
  readonly noRequest: string | undefined;
  /** What its selection makes of the response; null where it makes nothing. */
  readonly mapped: Json;
  /** Each once, whatever number of keys has it. */
  readonly errors: readonly GatewayError[];
  readonly problems: readonly MappingProblem[];
}

/**
 * Runs a connector as the gateway does, but for the call: compiled for the variables of the test,
 * asked for its keys, given its response.
 *
 * @param settings of its source, where the test does not say what they are.
 * @throws ProblemsError when they leave it without a URL to call.
 */
export function runTest(
  { variables, response }: ConnectorTest,
  connector: Connector,
  settings: ConnectorSettings,
): Ran {
  const given: ConnectorSettings = {
    ...settings,
    config: variables.config ?? settings.config,
    env: variables.env ?? settings.env,
  };
  const compiled = compileConnector(connector, given);
  const context: RequestContext = {
    ...newRequestContext(variables.headers),
    context: variables.context,
  };
  const keys = keysOf(connector, variables);
  const nothing = { requests: [], mapped: null, errors: [], problems: [] };
  if (keys.length === 0) return { ...nothing, noRequest: withoutKey(connector) };

  const planned = compiled.plan(keys, context);
  const calls = planned.filter((it) => it.kind === "call");
  const [first] = calls;
  const outcomes = planned.flatMap((it) => {
    if (it.kind === "settled") return it.outcomes;
    return it === first && response !== undefined ? first.read(response) : [];
  });
  const errors = errorsOf(outcomes);
  if (first === undefined) {
    const why = connector.request === undefined ? "the connector has no `http`" : "there is none";
    return { ...nothing, errors, noRequest: why, mapped: valuesOf(connector, outcomes) };
  }
  const requests = calls.map(({ request }) => request);
  if (response === undefined) return { ...nothing, errors, requests, noRequest: undefined };
  // The outcomes are those of keys; what is tested is what the selection maps for all of them.
  const problems = new MappingProblems();
  const variablesOf = compileCallVariables(connector, given);
  const mapped = compileResponse(connector)(response, variablesOf(first.keys, context), problems);
  return {
    requests,
    noRequest: undefined,
    mapped: mapped instanceof GatewayError ? null : (mapped ?? null),
    errors,
    problems: problems.entries.filter(isOfResult),
  };
}

/** Suites tell what goes wrong on the way to the mapped result; the error they expect is tested as such. */
function isOfResult({ mapping }: MappingProblem): boolean {
  return mapping === undefined || mapping === "isSuccess";
}

/** Equal keys are asked once; where a value that is needed for one is missing, there is none. */
function keysOf(
  connector: Connector,
  { args, this: parent, batch }: TestVariables,
): readonly Key[] {
  const encoder = compileKeyEncoder(connector);
  const keys = new Map<string, Key>();
  for (const object of connector.batch === undefined ? [parent] : batch) {
    const id = encoder.idOf(args, object);
    if (id !== undefined) keys.set(id, encoder.keyOf(id, args, object));
  }
  return [...keys.values()];
}

function withoutKey({ batch }: Connector): string {
  return batch === undefined
    ? "a value that says what to ask for is null or missing, so no call is made"
    : "$batch has no object with all its key fields, so no call is made";
}

/** What was mapped without a call. */
function valuesOf({ batch }: Connector, outcomes: readonly Outcome[]): Json {
  const values = outcomes.map((it): Json => (it.kind === "value" ? (it.value ?? null) : null));
  return batch === undefined ? (values[0] ?? null) : values;
}

function errorsOf(outcomes: readonly Outcome[]): readonly GatewayError[] {
  return [...new Set(outcomes.flatMap((it) => (it.kind === "error" ? [it.error] : [])))];
}
