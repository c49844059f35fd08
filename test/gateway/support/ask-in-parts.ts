/** The `Accept` of each way for parts. */
export const accepts = {
  current: "multipart/mixed; incrementalSpec=v0.2",
  legacy: "multipart/mixed; deferSpec=20220824",
  events: "text/event-stream",
} as const;

/** Sends an operation, as a client does that takes answers so. */
export async function askInParts(
  url: string,
  operation: { readonly query: string; readonly variables?: unknown },
  {
    accept = accepts.current,
    signal = null,
  }: { readonly accept?: string; readonly signal?: AbortSignal | null } = {},
): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify(operation),
    signal,
  });
}
