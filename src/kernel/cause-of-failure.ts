/**
 * What went wrong with a request of `fetch`: that one says only that it has failed, and its cause says
 * of what, as ECONNREFUSED. A text where that has no message, but a code; else the error itself.
 */
export function causeOfFailure(error: unknown): unknown {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // One of several addresses has no message of its own.
  return inner instanceof AggregateError && "code" in inner ? String(inner.code) : inner;
}
