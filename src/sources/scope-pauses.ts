/**
 * For whom a source wants to be left alone: whose quota is used up, where callers have their own.
 *
 * Only the last thousand are kept. Who is forgotten is told again by the source.
 */
export class ScopePauses {
  readonly #untilMs = new Map<string, number>();

  pauseUntil(scope: string, atMs: number): void {
    const untilMs = Math.max(atMs, this.#untilMs.get(scope) ?? 0);
    this.#untilMs.delete(scope);
    this.#untilMs.set(scope, untilMs);
    if (this.#untilMs.size <= mostScopes) return;
    const [oldest = ""] = this.#untilMs.keys();
    this.#untilMs.delete(oldest);
  }

  /** How long until a call of this scope may go, in whole milliseconds. */
  waitMs(scope: string, nowMs: number): number {
    const untilMs = this.#untilMs.get(scope);
    if (untilMs === undefined) return 0;
    if (untilMs <= nowMs) this.#untilMs.delete(scope);
    return Math.max(0, Math.ceil(untilMs - nowMs));
  }

  clear(): void {
    this.#untilMs.clear();
  }
}

const mostScopes = 1000;
