import type { HttpRequest } from "../../connectors/http-message.ts";
import { encodeComponent } from "../../connectors/percent-encoding.ts";
import type { Credential } from "./credentials.ts";

/** Adds a header, in place of the one that a request has by this name, which is in lower case. */
export function withHeader(name: string, value: string): Credential["addTo"] {
  return (request) => ({ ...request, headers: { ...request.headers, [name]: value } });
}

/** Adds a parameter to the query, in place of those that a request has by this name. */
export function withParameter(name: string, value: string): Credential["addTo"] {
  const parameter = `${encodeComponent(name)}=${encodeComponent(value)}`;
  return (request): HttpRequest => {
    const mark = request.path.indexOf("?");
    if (mark === -1) return { ...request, path: `${request.path}?${parameter}` };
    const others = request.path
      .slice(mark + 1)
      .split("&")
      .filter((pair) => pair !== "" && nameOf(pair) !== name);
    return {
      ...request,
      path: `${request.path.slice(0, mark)}?${[...others, parameter].join("&")}`,
    };
  };
}

/** The name of a pair, as a server reads it: the schema may have written it in another way. */
function nameOf(pair: string): string | undefined {
  const [first] = new URLSearchParams(pair);
  return first?.[0];
}
