import type { HttpResponse } from "../connectors/http-message.ts";
import type { Outcome } from "../connectors/outcome.ts";

/** How many more times a batch, or a part of it, may be halved. Shared by all its parts. */
export class SplitAllowance {
  #left: number;

  /** Enough to find one bad key: each halving costs two calls, and half of the keys are good. */
  constructor(keyCount: number) {
    this.#left = Math.ceil(Math.log2(Math.max(1, keyCount)));
  }

  take(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }
}

/**
 * Whether a source refused a batch in a way that may be the fault of one of its keys: with a 4xx
 * that is not about load, and not about who calls.
 */
export function isRefusedAsAWhole({ status }: HttpResponse, outcomes: readonly Outcome[]): boolean {
  if (status < 400 || status > 499 || notAboutKeys.has(status)) return false;
  const [first] = outcomes;
  return first?.kind === "error" && outcomes.every((outcome) => outcome === first);
}

/** Unauthorized, Proxy Authentication Required, Request Timeout, Too Early, Too Many Requests. */
const notAboutKeys: ReadonlySet<number> = new Set([401, 407, 408, 425, 429]);
