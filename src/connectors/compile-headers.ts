import type { HeaderMapping } from "../contract/contract.ts";
import { isHeaderValue } from "../contract/header-value.ts";
import type { MaybeJson, Variables } from "../mapping/mapping.ts";
import type { HttpHeaders } from "./http-message.ts";
import type { ClientHeaders } from "./request-context.ts";
import { concatenate, mergeTexts, resolveTemplate } from "./request-text.ts";
import { invalidRequest, scalarText } from "./scalar-text.ts";

/** Headers that are the same for every call, or how to make them for one. */
export type RequestHeaders =
  | { readonly fixed: HttpHeaders }
  | { readonly write: (variables: Variables, clientHeaders: ClientHeaders) => HttpHeaders };

/**
 * Compiles headers: the connector's stand in place of those of the source that have their names.
 * A header whose value comes out empty is not sent.
 */
export function compileHeaders(
  ofSource: readonly HeaderMapping[],
  ofConnector: readonly HeaderMapping[],
  { loadVariables, hasBody }: { readonly loadVariables: Variables; readonly hasBody: boolean },
): RequestHeaders {
  const mappings = sentHeaders(ofSource, ofConnector);
  const fixed: MutableHeaders = {};
  if (hasBody && !namesOf(mappings).has("content-type")) fixed["content-type"] = "application/json";

  const writers: HeaderWriter[] = [];
  for (const mapping of mappings) {
    const name = mapping.name.toLowerCase();
    if (mapping.value === undefined) {
      writers.push(copyHeader(name, mapping.from.toLowerCase()));
    } else {
      const texts = mergeTexts(resolveTemplate(mapping.value, loadVariables, writeValue));
      const write: HeaderWriter = (headers, variables) => {
        addValue(headers, name, concatenate(texts, variables));
      };
      if (texts.every((text) => typeof text === "string")) write(fixed, {}, {});
      else writers.push(write);
    }
  }
  if (writers.length === 0) return { fixed };
  return {
    write(variables, clientHeaders) {
      const headers = { ...fixed };
      for (const write of writers) write(headers, variables, clientHeaders);
      return headers;
    },
  };
}

/** Those of the source that the connector does not override, and the connector's. */
export function sentHeaders(
  ofSource: readonly HeaderMapping[],
  ofConnector: readonly HeaderMapping[],
): readonly HeaderMapping[] {
  const overridden = namesOf(ofConnector);
  return [...ofSource.filter(({ name }) => !overridden.has(name.toLowerCase())), ...ofConnector];
}

type MutableHeaders = Record<string, string | string[]>;

type HeaderWriter = (
  headers: MutableHeaders,
  variables: Variables,
  clientHeaders: ClientHeaders,
) => void;

function namesOf(mappings: readonly HeaderMapping[]): ReadonlySet<string> {
  return new Set(mappings.map(({ name }) => name.toLowerCase()));
}

/** Copies all values that the client's header has. */
function copyHeader(name: string, from: string): HeaderWriter {
  return (headers, _variables, clientHeaders) => {
    for (const value of [clientHeaders[from] ?? []].flat()) addValue(headers, name, value);
  };
}

function writeValue(value: MaybeJson): string {
  return scalarText(value, "a header");
}

function addValue(headers: MutableHeaders, name: string, value: string): void {
  if (value === "") return;
  // The message does not repeat the value: it may be a secret.
  if (!isHeaderValue(value)) {
    throw invalidRequest(`The value of the header "${name}" has a character no header can carry.`);
  }
  const before = headers[name];
  headers[name] = before === undefined ? value : [before, value].flat();
}
