import type { HttpResponse } from "../connectors/http-message.ts";
import type { ClientHeaders } from "../connectors/request-context.ts";
import type { Json, JsonObject } from "../kernel/json.ts";
import type { Origin } from "../kernel/problem.ts";

/** A file of tests of connectors (`*.connector.yaml`), read and found well-formed. */
export interface Suite {
  /** As problems and reports show it. */
  readonly file: string;
  /** What it calls itself, else its file. */
  readonly name: string;
  /** The schema that it names: a path, absolute. Undefined where it names none. */
  readonly schema: Written<string> | undefined;
  /** In the order in which they stand in the file. */
  readonly tests: readonly ConnectorTest[];
}

/** A value, and where in a suite it is written. */
export interface Written<Value> {
  readonly value: Value;
  readonly origin: Origin;
}

/** One connector, asked once: what it is given, what its source answers, and what is to come of it. */
export interface ConnectorTest {
  readonly name: string;
  readonly origin: Origin;
  /** Which connector: "Query.user", "User[1]", or what `id:` of its directive says. */
  readonly target: Written<string>;
  readonly isSkipped: boolean;
  readonly variables: TestVariables;
  /** What the source answers. Undefined where nothing is said of it: then the request alone is tested. */
  readonly response: HttpResponse | undefined;
  readonly expected: Expected;
}

/** What a connector may read. */
export interface TestVariables {
  readonly args: JsonObject;
  readonly this: JsonObject;
  readonly batch: readonly JsonObject[];
  readonly context: JsonObject;
  /** Undefined: what the settings of its source say. */
  readonly config: JsonObject | undefined;
  /** Undefined: the environment of the process. */
  readonly env: JsonObject | undefined;
  /** The client's headers; names in lower case. */
  readonly headers: ClientHeaders;
}

/** What is to come of a test. What it does not mention is not checked, but for errors and problems. */
export interface Expected {
  readonly request: ExpectedRequest;
  /** What the selection makes of the answer. */
  readonly response: Written<Json> | undefined;
  readonly responseHeaders: Written<ExpectedHeaders> | undefined;
  /** All of them: any other is a failure. */
  readonly errors: readonly Written<ExpectedError>[];
  /** All of them: any other is a failure. */
  readonly problems: readonly Written<ExpectedProblem>[];
}

/** The parts of a request, each as it is written in the suite. */
export interface ExpectedRequest {
  readonly method?: Written<string> | undefined;
  readonly url?: Written<string> | undefined;
  readonly scheme?: Written<string> | undefined;
  /** With its scheme or without: "https://api.example.com", "api.example.com:8080". */
  readonly origin?: Written<string> | undefined;
  readonly path?: Written<string> | undefined;
  /** All of the query: any other parameter is a failure. */
  readonly queryParams?: Written<ExpectedHeaders> | undefined;
  readonly headers?: Written<ExpectedHeaders> | undefined;
  readonly body?: Written<string> | undefined;
}

/** Values by name; an empty list where there must be none of the name. */
export type ExpectedHeaders = ReadonlyMap<string, readonly string[]>;

/** How a message must be: the whole of it, or a part. */
export interface ExpectedMessage {
  readonly message: string | undefined;
  readonly containsMessage: string | undefined;
}

export interface ExpectedError extends ExpectedMessage {
  /** The error must have these extensions, and may have others. */
  readonly extensions: JsonObject;
}

export interface ExpectedProblem extends ExpectedMessage {
  /** Undefined: anywhere in the mapping. */
  readonly path: string | undefined;
}
