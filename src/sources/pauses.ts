import type { HttpResponse } from "../connectors/http-message.ts";
import type { Clock } from "../kernel/clock.ts";
import type { CallTicket } from "./call-ticket.ts";
import type { Endpoints } from "./endpoints.ts";
import { ScopePauses } from "./scope-pauses.ts";
import type { SourceCall } from "./source-call.ts";
import { readUpstreamLimits } from "./upstream-limits.ts";

export interface PausesOptions {
  readonly clock: Clock;
  readonly endpoints: Endpoints;
}

/** For how long a source asked to be left alone: one of its endpoints, or one scope of its callers. */
export class Pauses {
  readonly #options: PausesOptions;
  readonly #scopes = new ScopePauses();

  constructor(options: PausesOptions) {
    this.#options = options;
  }

  /** Heeds what the answer to a call asks for; whether it asks. `openMs`: the breaker's. */
  heed({ endpoint, scope }: SourceCall, response: HttpResponse, openMs: number): boolean {
    const { clock } = this.#options;
    const limits = readUpstreamLimits(response, clock.dateMs());
    if (limits === undefined) return false;
    const nowMs = clock.nowMs();
    const untilMs = nowMs + limits.pauseMs;
    if (response.status === 503) {
      // A breaker that is open leaves it alone by itself, and asks again when that is over.
      const isOpen = endpoint?.breaker.state !== "closed";
      if (!isOpen) endpoint.pauseUntil(Math.min(untilMs, nowMs + openMs));
    } else if (scope === "") {
      endpoint?.pauseUntil(untilMs);
    } else {
      // The quota of one caller's credentials is not that of the others.
      this.#scopes.pauseUntil(scope, untilMs);
    }
    return true;
  }

  /** How long a ticket has no turn, and those behind it neither. */
  commonMs({ call }: CallTicket, nowMs: number): number {
    // A call that is known may go elsewhere than the others.
    return call === undefined ? this.#options.endpoints.pauseMs(nowMs) : 0;
  }

  /** How long a ticket has no turn, and others may. */
  ownMs({ scope, call }: CallTicket, nowMs: number): number {
    const endpointMs = call === undefined ? 0 : this.#options.endpoints.pauseMs(nowMs, call);
    return Math.max(endpointMs, this.#scopes.waitMs(scope, nowMs));
  }

  /** Forgets those of scopes. */
  clear(): void {
    this.#scopes.clear();
  }
}
