import type { Connector } from "../contract/contract.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { Mapping, MaybeJson, Variables } from "../mapping/mapping.ts";
import { compileFailure } from "./connector-failure.ts";
import { withResponse } from "./connector-variables.ts";
import type { HttpResponse } from "./http-message.ts";
import type { MappingProblems } from "./mapping-problems.ts";
import { createBodyReader, unreadTypeOf } from "./read-body.ts";

/** What the connector's selection makes of a response, or the error that it is. */
export type ReadResponse = (
  response: HttpResponse,
  variables: Variables,
  problems?: MappingProblems,
) => MaybeJson | GatewayError;

/** Compiles how a connector reads its responses. */
export function compileResponse(connector: Connector): ReadResponse {
  const { selection, source } = connector;
  const isSuccess = connector.isSuccess ?? source?.isSuccess;
  const failure = compileFailure(connector);
  const readBody = createBodyReader();
  const needsResponse = [isSuccess, selection].some(readsResponse);

  return (response, variables, problems) => {
    const { status } = response;
    const body = readBody(response);
    const known = needsResponse ? withResponse(variables, response) : variables;
    const hasSucceeded =
      isSuccess === undefined
        ? status >= 200 && status < 300
        : isSuccess.evaluate(body.value, known, problems?.in("isSuccess")) === true;
    if (!hasSucceeded) {
      const answer = { response, body: body.value, problems };
      return failure.ofSource(answer, withResponse(variables, response));
    }
    if (body.isBroken) {
      return failure.ofAnswer("The answer is not the JSON that it says it is.", status);
    }
    if (problems !== undefined && unreadTypeOf(response) !== undefined) {
      problems.report("The answer is of a content type that is not read, and maps as null", "$");
    }
    return selection.evaluate(body.value, known, problems);
  };
}

function readsResponse(mapping: Mapping | undefined): boolean {
  return (mapping?.reads ?? []).some(
    ({ variable }) => variable === "$status" || variable === "$response",
  );
}
