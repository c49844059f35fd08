import { isJsonObject, type Json, parseJson } from "../kernel/json.ts";
import { readHttpFile } from "./read-http-file.ts";
import { readNames } from "./read-names.ts";
import type {
  Expected,
  ExpectedError,
  ExpectedMessage,
  ExpectedProblem,
  ExpectedRequest,
  Written,
} from "./suite.ts";
import type { Surroundings } from "./suite-defaults.ts";
import type { SuitePlace } from "./suite-files.ts";
import { type Fields, oneOf, readAt, readTextOrFile } from "./text-or-file.ts";
import type { YamlValue } from "./yaml-value.ts";

/** Reads what is to come of a test. */
export function readExpected(
  written: YamlValue | undefined,
  { common, place }: Surroundings,
): Expected {
  const own = written?.fields(expectKeys) ?? new Map<string, YamlValue>();
  const isOwn = own.has("connectorResponse") || own.has("connectorResponseFile");
  const [fields, key] = isOwn ? [own, "connectorResponse"] : [common, "expectedResponse"];
  return {
    request: readRequest(own, { common, place }),
    response: readResponse(fields, key, place),
    responseHeaders: readAt(own.get("connectorResponseHeaders"), readNames),
    errors: listOf(oneOf(own, "errors", "error")).map(readError),
    problems: listOf(own.get("problems")).map(readProblem),
  };
}

const expectKeys = [
  "connectorRequest",
  "connectorRequestHttp",
  "connectorResponse",
  "connectorResponseFile",
  "connectorResponseHeaders",
  "error",
  "errors",
  "problems",
];

function readRequest(own: Fields, { common, place }: Surroundings): ExpectedRequest {
  const http = own.get("connectorRequestHttp");
  if (http !== undefined) {
    oneOf(own, "connectorRequest", "connectorRequestHttp");
    return readHttpFile(http, place);
  }
  const fields: Fields = own.get("connectorRequest")?.fields(requestKeys) ?? new Map();
  const hasUrl = fields.has("url");
  const hasParts = uriParts.some((name) => fields.has(name));
  const partOf = (name: string): YamlValue | undefined => {
    // A test with an address of its own takes nothing of another form of it.
    const isOther = name === "url" ? hasParts : hasUrl && uriParts.includes(name);
    const inCommon = `expectedRequest${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return fields.get(name) ?? (isOther ? undefined : common.get(inCommon));
  };
  const textOf = (name: string) => readAt(partOf(name), (value) => value.text());
  if (hasUrl && hasParts) refuseBoth(fields);
  return {
    method: textOf("method"),
    url: textOf("url"),
    scheme: textOf("scheme"),
    origin: textOf("origin"),
    path: textOf("path"),
    queryParams: readAt(partOf("queryParams"), readNames),
    headers: readAt(fields.get("headers"), readNames),
    body: readTextOrFile(fields, "body", place),
  };
}

const uriParts = ["scheme", "origin", "path", "queryParams"];
const requestKeys = ["method", "url", ...uriParts, "headers", "body", "bodyFile"];

function refuseBoth(fields: Fields): void {
  fields.get("url")?.refuse({
    code: "SUITE_INVALID_VALUE",
    message: `A request has either a "url" or parts of one (${uriParts.join(", ")}); here are both.`,
    help: "Remove the one or the other.",
  });
}

function readResponse(fields: Fields, key: string, place: SuitePlace): Written<Json> | undefined {
  const text = readTextOrFile(fields, key, place);
  if (text === undefined) return undefined;
  try {
    return { value: parseJson(text.value), origin: text.origin };
  } catch (error) {
    // A text that does not look like JSON is the text itself, as sources send plain text.
    if (!/^\s*[[{"]/.test(text.value)) return { value: text.value.trimEnd(), origin: text.origin };
    const { written } = text;
    written.refuse({
      code: "SUITE_INVALID_JSON",
      message: `${written.name} must be JSON: ${String(error)}.`,
      help: "Correct the JSON; no comma may stand after the last item.",
    });
    return undefined;
  }
}

function readError(written: YamlValue): Written<ExpectedError> {
  const fields = written.fields(["message", "contains_message", "extensions"]);
  const extensions = fields.get("extensions");
  const value = extensions?.json();
  if (extensions !== undefined && !isJsonObject(value)) extensions.entries();
  return {
    value: { ...readMessage(fields), extensions: isJsonObject(value) ? value : {} },
    origin: written.origin,
  };
}

function readProblem(written: YamlValue): Written<ExpectedProblem> {
  const fields = written.fields(["message", "contains_message", "path"]);
  const value = { ...readMessage(fields), path: fields.get("path")?.text() };
  return { value, origin: written.origin };
}

function readMessage(fields: Fields): ExpectedMessage {
  return {
    message: fields.get("message")?.text(),
    containsMessage: fields.get("contains_message")?.text(),
  };
}

/** One that is no list stands for a list of it. */
function listOf(written: YamlValue | undefined): readonly YamlValue[] {
  if (written === undefined) return [];
  return written.isMap ? [written] : written.items();
}
