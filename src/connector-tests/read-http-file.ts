import type { ExpectedRequest, Written } from "./suite.ts";
import { readNamedFile, type SuitePlace } from "./suite-files.ts";
import type { YamlValue } from "./yaml-value.ts";

/**
 * Reads a request as tools record it in `.http` files: a line with method and URL (or the path, of the
 * header `Host`), headers, a blank line, the body. Empty, with a problem, where it is none.
 */
export function readHttpFile(written: YamlValue, place: SuitePlace): ExpectedRequest {
  const text = readNamedFile(written, place);
  if (text === undefined) return {};
  const [head = "", ...paragraphs] = withoutComments(text).split(/\r?\n\r?\n/);
  const body = paragraphs.join("\n\n");
  const [start = "", ...lines] = head.split(/\r?\n/);
  const [, method, target = ""] = /^([A-Z]+) +(\S+)(?: +HTTP\/[\d.]+)?\s*$/.exec(start) ?? [];
  if (method === undefined) {
    written.refuse({
      code: "SUITE_INVALID_HTTP",
      message: `${written.name} must begin with a method and a URL, and begins with ${JSON.stringify(start)}.`,
      help: "Write, for example: GET https://api.example.com/users/1",
    });
    return {};
  }
  const headers = readHeaders(lines);
  const host = headers.get("host")?.[0];
  // Of the connection, and not of what the schema says.
  for (const name of ["host", "content-length", "connection"]) headers.delete(name);
  const here = <Value>(value: Value): Written<Value> => ({ value, origin: written.origin });
  const isWhole = target.includes("://");
  return {
    method: here(method),
    ...(isWhole ? { url: here(target) } : { path: here(target) }),
    ...(!isWhole && host !== undefined && { origin: here(host) }),
    headers: here(headers),
    ...(body.trim() !== "" && { body: here(body) }),
  };
}

function withoutComments(text: string): string {
  return text.replace(/^(?:\s*(?:#|\/\/)[^\n]*\n|\s*\n)+/, "");
}

function readHeaders(lines: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === "") continue;
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, value]);
  }
  return headers;
}
