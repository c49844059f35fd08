import { equalJson } from "../mapping/equal-json.ts";
import { checkErrors } from "./check-errors.ts";
import { checkProblems } from "./check-problems.ts";
import { checkHeaders, checkRequest, firstExpected } from "./check-request.ts";
import type { Failure } from "./failure.ts";
import { inOrderOf, readableJson } from "./readable-json.ts";
import type { Ran } from "./run-test.ts";
import type { ConnectorTest } from "./suite.ts";

/** What came out otherwise than a test says; nothing where it has passed. */
export function checkTest(test: ConnectorTest, ran: Ran): readonly Failure[] {
  const { expected, origin, response } = test;
  const { responseHeaders } = expected;
  const errors = checkErrors(expected.errors, ran.errors, origin);
  return [
    ...checkCall(test, ran),
    ...errors,
    // Of an answer that is an error nothing is mapped: that need not be told twice.
    ...(errors.length > 0 && ran.errors.length > 0 ? [] : checkResponse(test, ran)),
    ...(responseHeaders === undefined
      ? []
      : checkHeaders("connectorResponse", responseHeaders, response?.headers ?? {})),
    ...checkProblems(expected.problems, ran.problems, origin),
  ];
}

function checkCall({ expected, origin }: ConnectorTest, ran: Ran): readonly Failure[] {
  const place = firstExpected(expected.request);
  const [request, ...others] = ran.requests;
  const what = "connectorRequest";
  if (request === undefined) {
    // What could not be built is an error already.
    if (place === undefined || ran.errors.length > 0) return [];
    return [{ what, origin: place, expected: "a request", came: `none: ${ran.noRequest}` }];
  }
  if (others.length > 0) {
    const came = ran.requests.map((it) => `${it.method} ${it.origin}${it.path}`).join("\n");
    return [{ what, origin, expected: "all keys of $batch in one request", came }];
  }
  return checkRequest(expected.request, request);
}

function checkResponse({ expected }: ConnectorTest, { mapped }: Ran): readonly Failure[] {
  const { response } = expected;
  if (response === undefined || equalJson(response.value, mapped)) return [];
  return [
    {
      what: "connectorResponse",
      origin: response.origin,
      expected: readableJson(response.value),
      came: readableJson(inOrderOf(mapped, response.value)),
    },
  ];
}
