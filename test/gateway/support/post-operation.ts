import type { FormattedExecutionResult } from "graphql";

/** A GraphQL answer over HTTP. */
export interface PostedAnswer extends FormattedExecutionResult {
  readonly status: number;
}

/** Sends an operation as a GraphQL client does. */
export async function postOperation(
  url: string,
  operation: { readonly query: string; readonly variables?: unknown },
  {
    headers,
    signal,
  }: { readonly headers?: Record<string, string>; readonly signal?: AbortSignal } = {},
): Promise<PostedAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(operation),
    ...(signal !== undefined && { signal }),
  });
  return { ...((await response.json()) as FormattedExecutionResult), status: response.status };
}
