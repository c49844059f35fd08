import { toError } from "../kernel/to-error.ts";

/** What a resolver gives, as a value: what it throws, or rejects with, becomes an error in its place. */
export function settled(resolve: () => unknown): unknown {
  try {
    return settle(resolve());
  } catch (error) {
    return toError(error);
  }
}

function settle(value: unknown): unknown {
  if (isPromise(value)) return value.then(settle, toError);
  if (!Array.isArray(value) || !value.some(isPromise)) return value;
  return Promise.all(value.map((item) => settle(item)));
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
