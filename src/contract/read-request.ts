import type { ConstDirectiveNode } from "graphql";

import { argumentOf, fieldOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { HttpMethod, RequestMapping } from "./contract.ts";
import type { Expressions } from "./expressions.ts";
import { readHeaders } from "./read-headers.ts";

const httpMethods: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Reads `http:` of a connector; undefined where it is absent, or broken with a problem. */
export function readRequest(
  directive: ConstDirectiveNode,
  expressions: Expressions,
  problems: ProblemLog,
): RequestMapping | undefined {
  const http = argumentOf(directive, "http");
  if (http === undefined) {
    if (expressions.version === "v0.4") return undefined;
    problems.error("HTTP_MISSING", directive, {
      message: `A connector makes a request: \`http\` is missing. It may be left out from v0.4 on; this file is connect ${expressions.version}.`,
      help: "Add `http`, or link v0.4.",
    });
    return undefined;
  }
  const given = httpMethods.filter((method) => fieldOf(http, method) !== undefined);
  const [method] = given;
  if (method === undefined || given.length > 1) {
    problems.error("HTTP_METHOD", http, {
      message: `A request has exactly one of ${httpMethods.join(", ")}; this has ${given.join(" and ") || "none"}.`,
      help: "Give one method its URL.",
    });
  }
  const body = fieldOf(http, "body");
  if (method === "GET" && body !== undefined) {
    problems.warn("BODY_WITH_GET", body, {
      message: "A GET has a body here: many servers and proxies drop it, or refuse the request.",
      help: "Send the values as `queryParams`, or the body with POST.",
    });
  }
  const url = method && expressions.url(fieldOf(http, method));
  const rest = {
    path: expressions.mapping(fieldOf(http, "path")),
    queryParams: expressions.mapping(fieldOf(http, "queryParams")),
    headers: readHeaders(fieldOf(http, "headers"), expressions, problems),
    body: expressions.mapping(body),
  };
  return method === undefined || url === undefined ? undefined : { method, url, ...rest };
}
