import type { ExplainedRequest } from "../open-explain.ts";
import { renderText } from "../execution/explain/render-text.ts";

/** An operation as it stands in the editors. */
export interface EditedOperation {
  /** Where GraphQL is. */
  readonly url: string;
  readonly query: string;
  /** JSON, or nothing. */
  readonly variables: string;
  readonly headers: string;
}

/** Asks a gateway how it would answer an operation. Gives that, or what is in the way, as text. */
export async function askForPlan({
  url,
  query,
  variables,
  headers,
}: EditedOperation): Promise<string> {
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
    if (extensions?.explain !== undefined) return renderText(extensions.explain);
    return errors?.map(({ message }) => message).join("\n") ?? notExplained;
  } catch (error) {
    return error instanceof SyntaxError
      ? `Variables and headers must be JSON: ${error.message}`
      : String(error);
  }
}

interface Answer {
  readonly errors?: readonly { readonly message: string }[];
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
