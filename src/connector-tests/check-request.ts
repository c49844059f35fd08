import type { HttpHeaders, HttpRequest } from "../connectors/http-message.ts";
import { type Json, parseJson } from "../kernel/json.ts";
import type { Origin } from "../kernel/problem.ts";
import { equalJson } from "../mapping/equal-json.ts";
import { checkUrl } from "./check-url.ts";
import type { Failure } from "./failure.ts";
import { inOrderOf, readableJson } from "./readable-json.ts";
import { meaningOfQuery } from "./url-meaning.ts";
import type { ExpectedHeaders, ExpectedRequest, Written } from "./suite.ts";

/** What of a request is not as a test says. */
export function checkRequest(expected: ExpectedRequest, request: HttpRequest): readonly Failure[] {
  const { method, headers, body } = expected;
  return [
    ...(method === undefined || method.value.toUpperCase() === request.method
      ? []
      : [
          {
            what: "connectorRequest.method",
            origin: method.origin,
            expected: method.value,
            came: request.method,
          },
        ]),
    ...checkUrl(expected, `${request.origin}${request.path}`),
    ...(headers === undefined ? [] : checkHeaders("connectorRequest", headers, request.headers)),
    ...(body === undefined ? [] : checkBody(body, request)),
  ];
}

/** Which part of a request a test says something of, where it does. */
export function firstExpected(expected: ExpectedRequest): Origin | undefined {
  const { method, url, scheme, origin, path, queryParams, headers, body } = expected;
  const parts = [method, url, scheme, origin, path, queryParams, headers, body];
  return parts.find((part) => part !== undefined)?.origin;
}

/** Headers that are not as expected; others may be there. */
export function checkHeaders(
  where: string,
  { value, origin }: Written<ExpectedHeaders>,
  headers: HttpHeaders,
): readonly Failure[] {
  return [...value].flatMap(([name, values]): readonly Failure[] => {
    const actual = [headers[name.toLowerCase()] ?? []].flat();
    const [expected, came] = [values, actual].map((it) => it.join(", ") || "none");
    return expected === came
      ? []
      : [
          {
            what: `${where}.headers.${name}`,
            origin,
            expected: String(expected),
            came: String(came),
          },
        ];
  });
}

function checkBody(
  { value, origin }: Written<string>,
  { body, headers }: HttpRequest,
): readonly Failure[] {
  if (body === null && ["", "null"].includes(value.trim())) return [];
  const came = body ?? "";
  const [expectedJson, cameJson] = [tryParse(value), tryParse(came)];
  const isForm = String(headers["content-type"]).includes("x-www-form-urlencoded");
  const isSame = isForm
    ? pairsIn(value) === pairsIn(came)
    : expectedJson !== undefined && cameJson !== undefined
      ? equalJson(expectedJson, cameJson)
      : value.trimEnd() === came.trimEnd();
  if (isSame) return [];
  return [
    {
      what: "connectorRequest.body",
      origin,
      expected: expectedJson === undefined ? value.trimEnd() || "none" : readableJson(expectedJson),
      came:
        cameJson === undefined ? came || "none" : readableJson(inOrderOf(cameJson, expectedJson)),
    },
  ];
}

function tryParse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function pairsIn(form: string): string {
  return meaningOfQuery(new URLSearchParams(form.trim()));
}
