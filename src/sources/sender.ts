import type { Clock } from "../kernel/clock.ts";
import type { Access } from "./access.ts";
import { Attempt } from "./attempt.ts";
import type { Credential } from "./credentials/credentials.ts";
import type { Route } from "./endpoints.ts";
import { unsentError } from "./refusal.ts";
import type { AttemptResult } from "./retry.ts";
import type { SourceCall } from "./source-call.ts";
import type { SourceSettings } from "./source-settings.ts";

export interface SenderOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly access: Access;
  readonly settings: () => Pick<SourceSettings, "timeoutMs" | "maxResponseBytes">;
  /** Called before a call is sent for the first time. */
  readonly onFirst: () => void;
  /** Called with what an attempt came to. */
  readonly onResult: (call: SourceCall, route: Route, result: AttemptResult) => void;
  /** Called when a slot is free again. */
  readonly onRelease: () => void;
}

/** Sends the attempts of a source, with what they are to show there, and counts those under way. */
export class Sender {
  readonly #options: SenderOptions;
  #inFlight = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** How many slots are taken. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Sends a call, now or when its credential is there. A call that cannot be sent ends. */
  send(call: SourceCall, route: Route): void {
    const { clock, access } = this.#options;
    if (call.attempts === 0) call.sentAtMs = clock.nowMs();
    try {
      const credential = access.credential();
      if (credential instanceof Promise) void this.#sendLater(call, route, credential);
      else this.#sendNow(call, route, credential);
    } catch (error) {
      this.#endUnsent(call, route, error);
    }
  }

  /** Holds the slot until the credential is there. */
  async #sendLater(call: SourceCall, route: Route, awaited: Promise<Credential>): Promise<void> {
    this.#inFlight++;
    try {
      const credential = await awaited.finally(() => this.#inFlight--);
      if (call.hasEnded) this.#giveBack(route);
      else this.#sendNow(call, route, credential);
    } catch (error) {
      this.#endUnsent(call, route, error);
    }
    this.#options.onRelease();
  }

  #sendNow(call: SourceCall, route: Route, credential: Credential | undefined): void {
    const { name, clock, access, onFirst, onResult, onRelease } = this.#options;
    const { timeoutMs, maxResponseBytes } = this.#options.settings();
    const request = credential === undefined ? route.request : credential.addTo(route.request);
    const pool = access.pool(request.origin);
    const startedAtMs = clock.nowMs();
    if (call.attempts === 0) onFirst();
    call.attempts++;
    call.endpoint = route.endpoint;
    call.credential = credential;
    call.stopwatch = () => clock.nowMs() - startedAtMs;
    this.#inFlight++;
    const attempt = new Attempt({
      sourceName: name,
      pool,
      request,
      timeoutMs,
      maxResponseBytes,
      clock,
      onResult: (result) => {
        call.upstreamMs = clock.nowMs() - startedAtMs;
        call.stopwatch = undefined;
        onResult(call, route, result);
      },
      onRelease: () => {
        this.#inFlight--;
        onRelease();
      },
    });
    call.interrupt = (error) => attempt.abort(error);
    attempt.start();
  }

  #endUnsent(call: SourceCall, route: Route, error: unknown): void {
    this.#giveBack(route);
    call.end(unsentError(this.#options.name, error));
  }

  /** A call that was let through, and is not sent, tells nothing of the endpoint. */
  #giveBack({ endpoint, pass }: Route): void {
    endpoint.breaker.record(pass, "abandoned", this.#options.clock.nowMs());
  }
}
