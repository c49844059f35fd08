import type { GraphQLFormattedError } from "graphql";

import type { ExplainedRequest } from "../open-explain.ts";
import { renderText } from "../execution/explain/render-text.ts";
import { summarizePlan } from "./summarize-plan.ts";

/** An operation as it stands in the editors. */
export interface EditedOperation {
  /** Where GraphQL is. */
  readonly url: string;
  readonly query: string;
  /** JSON, or nothing. */
  readonly variables: string;
  readonly headers: string;
}

/** How a gateway would answer an operation, for people; or what is in the way. */
export interface ToldPlan {
  /** What it costs, in a line. Undefined where it cannot be told. */
  readonly summary: string | undefined;
  readonly text: string;
}

/** Asks a gateway how it would answer an operation. */
export async function askForPlan({
  url,
  query,
  variables,
  headers,
}: EditedOperation): Promise<ToldPlan> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...headersIn(headers),
        "content-type": "application/json",
        "sluice-explain": "plan",
      },
      body: JSON.stringify({ query, variables: parsed(variables) }),
    });
    const { errors, extensions }: Answer = await response.json();
    return extensions?.explain === undefined
      ? untold(errors?.map(describeError).join("\n") ?? notExplained)
      : tell(extensions.explain);
  } catch (error) {
    return untold(
      error instanceof SyntaxError
        ? `Variables and headers must be JSON: ${error.message}`
        : String(error),
    );
  }
}

function tell(explained: ExplainedRequest): ToldPlan {
  // An operation in an editor is in no file.
  const operation = { ...explained.operation, origin: undefined };
  return { summary: summarizePlan(explained), text: renderText({ ...explained, operation }) };
}

function untold(text: string): ToldPlan {
  return { summary: undefined, text };
}

function describeError({ message, locations = [] }: GraphQLFormattedError): string {
  const [place] = locations;
  return place === undefined ? message : `Line ${place.line}, column ${place.column}: ${message}`;
}

interface Answer {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: { readonly explain?: ExplainedRequest };
}

const notExplained = "This gateway does not explain: `server.explain` is off.";

function headersIn(text: string): Readonly<Record<string, string>> {
  const headers = parsed(text);
  return typeof headers === "object" && headers !== null
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    : {};
}

function parsed(text: string): unknown {
  return text.trim() === "" ? undefined : JSON.parse(text);
}
