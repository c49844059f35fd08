/** What a promise comes to, or undefined as soon as nobody waits for it any more. */
export function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (signal === undefined) return work;
  const { promise, resolve, reject } = Promise.withResolvers<Value | undefined>();
  const stop = (): void => resolve(undefined);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  work.finally(() => signal.removeEventListener("abort", stop)).then(resolve, reject);
  return promise;
}
