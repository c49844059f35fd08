/**
 * Why something failed, in words without a full stop: of an error that says only that it did, what
 * caused it, and of several attempts the first.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return reasonOf(error.cause);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
