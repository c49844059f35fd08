import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { CallerUse, RateKind } from "./caller-use.ts";

/** What one caller may use in a minute; undefined: as much as it likes. */
export interface CallerLimits {
  readonly operationsPerMinute?: number | undefined;
  readonly callsPerMinute?: number | undefined;
}

export interface AllowanceOptions {
  readonly use: CallerUse;
  readonly limits: CallerLimits;
  readonly clock: Clock;
  /** Called when something was used. */
  readonly onUsed: () => void;
}

/** What is left of a limit. */
export interface RateReading {
  readonly kind: RateKind;
  readonly limit: number;
  readonly left: number;
  /** How long until there is more: as long as who is refused must wait, else until a new minute begins. */
  readonly restMs: number;
}

/** What one operation may use of its caller's minute. It has taken one operation of it, or it is refused. */
export class CallerAllowance {
  readonly #options: AllowanceOptions;
  /** The calls that were counted. */
  #calls = 0;
  #refusal: GatewayError | undefined;
  #refusedKind: RateKind | undefined;

  constructor(options: AllowanceOptions) {
    this.#options = options;
    const limit = options.limits.operationsPerMinute;
    this.#refusal = limit === undefined ? undefined : this.#excess("operations", 1, limit);
    if (this.#refusal === undefined) this.#use("operations", 1);
  }

  /** Why it was refused; undefined: it was not. */
  get refusal(): GatewayError | undefined {
    return this.#refusal;
  }

  /** Counts the calls that it will make whatever happens, before the first of them; or says why it must not. */
  admitCalls(calls: number): GatewayError | undefined {
    const limit = this.#options.limits.callsPerMinute;
    if (limit === undefined || calls === 0) return undefined;
    if (calls > limit) return tooDear(calls, limit);
    this.#refusal = this.#excess("calls", calls, limit);
    if (this.#refusal === undefined) this.settle(calls);
    return this.#refusal;
  }

  /** Counts the calls that it has made in all, instead of those that were counted before. */
  settle(calls: number): void {
    if (calls !== this.#calls) this.#use("calls", calls - this.#calls);
    this.#calls = calls;
  }

  readings(): readonly RateReading[] {
    const { limits, use, clock } = this.#options;
    const nowMs = clock.nowMs();
    const limited: readonly (readonly [RateKind, number | undefined])[] = [
      ["operations", limits.operationsPerMinute],
      ["calls", limits.callsPerMinute],
    ];
    return limited.flatMap(([kind, limit]) => {
      if (limit === undefined) return [];
      const left = Math.max(0, Math.floor(limit - use.used(kind, nowMs)));
      return [{ kind, limit, left, restMs: this.#restMs(kind, { limit, left, nowMs }) }];
    });
  }

  #restMs(
    kind: RateKind,
    {
      limit,
      left,
      nowMs,
    }: { readonly limit: number; readonly left: number; readonly nowMs: number },
  ): number {
    const { use } = this.#options;
    const refusedMs = kind === this.#refusedKind ? this.#refusal?.retryAfterMs : undefined;
    // Who has none left has one more when enough of the last minute is over, which a new one may not be.
    return refusedMs ?? (left === 0 ? use.waitMs(kind, 1, { limit, nowMs }) : use.restMs(nowMs));
  }

  #use(kind: RateKind, count: number): void {
    const { use, clock, onUsed } = this.#options;
    use.add(kind, count, clock.nowMs());
    onUsed();
  }

  #excess(kind: RateKind, more: number, limit: number): GatewayError | undefined {
    const { use, clock } = this.#options;
    const nowMs = clock.nowMs();
    // What is too much by rounding alone is not.
    if (use.used(kind, nowMs) + more <= limit + 1e-6) return undefined;
    const retryAfterMs = use.waitMs(kind, more, { limit, nowMs });
    const seconds = Math.ceil(retryAfterMs / 1000);
    this.#refusedKind = kind;
    const rule =
      kind === "operations"
        ? `A caller may send ${limit} operations in a minute, and this one has`
        : `The operations of a caller may cause ${limit} calls in a minute, and with the ${more} that this one needs there would be more`;
    return new GatewayError(
      "TOO_MANY_REQUESTS",
      `${rule}. Nothing was asked for. Send it again in ${seconds} s. (limits.${kind}PerMinute)`,
      { retryAfterMs, extensions: { setting: `limits.${kind}PerMinute`, limit } },
    );
  }
}

/** It would be refused whenever it is sent. */
function tooDear(calls: number, limit: number): GatewayError {
  return new GatewayError(
    "TOO_MANY_CALLS",
    `The operations of a caller may cause ${limit} calls in a minute, and this one alone causes ${calls} by the fields of its root. Nothing was asked for. Ask for fewer. (limits.callsPerMinute)`,
    { extensions: { setting: "limits.callsPerMinute", limit, found: calls } },
  );
}
