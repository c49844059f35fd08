import type { Connector, RequestMapping } from "../contract/contract.ts";
import { stringifyJson } from "../kernel/json.ts";
import type { Mapping, Variables } from "../mapping/mapping.ts";
import { compileHeaders } from "./compile-headers.ts";
import { compileUrl } from "./compile-url.ts";
import { loadVariables } from "./connector-variables.ts";
import type { ConnectorSettings } from "./connector-settings.ts";
import { encodeForm } from "./encode-form.ts";
import type { HttpHeaders, HttpRequest } from "./http-message.ts";
import type { ClientHeaders } from "./request-context.ts";
import { compileRequestProblems, type TellRequestProblems } from "./request-mapping-problems.ts";

/**
 * Builds the request of one call. A request that never differs is one object for all calls.
 *
 * Throws a GatewayError `CONNECTOR_REQUEST_INVALID` when no request can be built from the inputs.
 */
export type BuildRequest = (variables: Variables, clientHeaders: ClientHeaders) => HttpRequest;

export interface CompiledRequest {
  /** What all URLs of the source begin with: "https://api.example.com/v1". */
  readonly baseUrl: string;
  readonly build: BuildRequest;
  readonly tellProblems: TellRequestProblems;
}

/**
 * Compiles the request of a connector; what is known at load is done once, here.
 *
 * @throws ProblemsError when there is no absolute URL to call.
 * @throws GatewayError when what is known at load is already no request.
 */
export function compileRequest(
  connector: Connector,
  mapping: RequestMapping,
  settings: ConnectorSettings,
): CompiledRequest {
  const { method, body } = mapping;
  const known = loadVariables(settings);
  const { baseUrl, origin, target } = compileUrl(connector, mapping, {
    baseUrl: settings.baseUrl,
    loadVariables: known,
  });
  const headers = compileHeaders(connector.source?.headers ?? [], mapping.headers, {
    loadVariables: known,
    hasBody: body !== undefined,
  });
  const tellProblems = compileRequestProblems(connector, mapping, settings);
  if (typeof target === "string" && body === undefined && "fixed" in headers) {
    const request: HttpRequest = {
      method,
      origin,
      path: target,
      headers: headers.fixed,
      body: null,
    };
    return { baseUrl, build: () => request, tellProblems };
  }
  const build: BuildRequest = (variables, clientHeaders) => {
    const sent = "fixed" in headers ? headers.fixed : headers.write(variables, clientHeaders);
    return {
      method,
      origin,
      path: typeof target === "string" ? target : target(variables),
      headers: sent,
      body: body === undefined ? null : writeBody(body, sent, variables),
    };
  };
  return { baseUrl, build, tellProblems };
}

function writeBody(body: Mapping, headers: HttpHeaders, variables: Variables): string | null {
  const value = body.evaluate(undefined, variables);
  if (value === undefined) return null;
  return isForm(headers["content-type"]) ? encodeForm(value) : stringifyJson(value);
}

function isForm(contentType: string | string[] | undefined): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(String(contentType));
}
