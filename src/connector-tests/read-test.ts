import type { HttpResponse } from "../connectors/http-message.ts";
import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import { readExpected } from "./read-expected.ts";
import { headerTexts, readNames } from "./read-names.ts";
import type { ConnectorTest, Expected, TestVariables, Written } from "./suite.ts";
import type { Surroundings } from "./suite-defaults.ts";
import { type Fields, oneOf, readAt, readTextOrFile } from "./text-or-file.ts";
import type { YamlValue } from "./yaml-value.ts";

/** Reads one test of a suite; undefined where it has no name or no target, with a problem. */
export function readTest(test: YamlValue, read: Surroundings): ConnectorTest | undefined {
  const own = test.fields(testKeys);
  if (!test.isMap) return undefined;
  const name = own.get("name")?.text();
  const target = readTarget(own) ?? readTarget(read.common);
  const expected = readExpected(own.get("expect"), read);
  const response = readResponse(own, read);
  const parts = {
    isSkipped: own.get("skip")?.boolean() ?? false,
    variables: readVariables(own.get("variables"), read.common.get("variables")),
    response: hasAnswer(own, read, expected) ? response : undefined,
    expected,
  };
  if (name === undefined) missing(test, "name", "what it tests");
  if (target === undefined) missing(test, "target", "the connector: Query.user, User[0]");
  if (name === undefined || target === undefined) return undefined;
  return { name, origin: test.origin, target, ...parts };
}

const testKeys = [
  "name",
  "target",
  "connector",
  "skip",
  "variables",
  "apiResponseBody",
  "apiResponseBodyFile",
  "apiResponseHeaders",
  "status",
  "expect",
];

function missing(test: YamlValue, key: string, what: string): void {
  // One that has the key with a wrong value has been told of it.
  if (test.entries().get(key)?.isBlank === false) return;
  test.refuse({
    code: "SUITE_MISSING_KEY",
    message: `${test.name} must have a "${key}", and has none.`,
    help: `Add \`${key}:\`, ${what}.`,
  });
}

function readTarget(fields: Fields): Written<string> | undefined {
  return readAt(oneOf(fields, "target", "connector"), (written) => written.text());
}

const objectVariables = ["$args", "$this", "$context", "$config", "$env"];

function readVariables(
  written: YamlValue | undefined,
  common: YamlValue | undefined,
): TestVariables {
  const known = [...objectVariables, "$batch", "$requestHeaders"];
  const own = written?.fields(known);
  const shared = common?.fields(known);
  const of = (name: string) => {
    const value = own?.get(name);
    return value === undefined || isEmpty(value) ? (shared?.get(name) ?? value) : value;
  };
  const objectOf = (name: string) => {
    const value = of(name);
    return value && readObject(value);
  };
  const headers = of("$requestHeaders");
  return {
    args: objectOf("$args") ?? {},
    this: objectOf("$this") ?? {},
    batch: of("$batch")?.items().map(readObject) ?? [],
    context: objectOf("$context") ?? {},
    config: objectOf("$config"),
    env: objectOf("$env"),
    headers: headers === undefined ? {} : headerTexts(readNames(headers)),
  };
}

function isEmpty(value: YamlValue): boolean {
  const json = value.json();
  return typeof json === "object" && json !== null && Object.keys(json).length === 0;
}

function readObject(value: YamlValue): JsonObject {
  const json = value.json();
  if (isJsonObject(json)) return json;
  value.entries();
  return {};
}

/** Whether it says anything of an answer: what it is, or what is to come of it. */
function hasAnswer(own: Fields, { common }: Surroundings, expected: Expected): boolean {
  const keys = ["apiResponseBody", "apiResponseBodyFile", "status"];
  // Headers that are common to all tests say of none that it has an answer.
  const { response, errors, problems } = expected;
  return (
    keys.some((key) => own.has(key) || common.has(key)) ||
    own.has("apiResponseHeaders") ||
    response !== undefined ||
    errors.length + problems.length > 0
  );
}

function readResponse(own: Fields, { common, place }: Surroundings): HttpResponse {
  const hasBody = own.has("apiResponseBody") || own.has("apiResponseBodyFile");
  const body = readTextOrFile(hasBody ? own : common, "apiResponseBody", place)?.value ?? "";
  const [ownHeaders, commonHeaders] = [own, common].map((it) => it.get("apiResponseHeaders"));
  return {
    status: readStatus(own.get("status") ?? common.get("status")),
    headers: {
      ...headerTexts(commonHeaders && readNames(commonHeaders)),
      ...headerTexts(ownHeaders && readNames(ownHeaders)),
    },
    body,
    bodyBytes: Buffer.byteLength(body),
  };
}

function readStatus(written: YamlValue | undefined): number {
  if (written === undefined) return 200;
  const status = Number(written.text());
  if (Number.isInteger(status) && status >= 100 && status <= 599) return status;
  written.refuse({
    code: "SUITE_INVALID_VALUE",
    message: `${written.name} must be an HTTP status from 100 to 599, and is ${String(written.text())}.`,
    help: "Write a number, such as 404.",
  });
  return 200;
}
