/** What a resolver has thrown, or rejected with, as an error: code may throw anything. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`A resolver threw ${String(thrown)}.`);
}
