import type { Clock, Timer } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { SourceSnapshot } from "../telemetry/metrics.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import { Attempt } from "./attempt.ts";
import { CallQueue } from "./call-queue.ts";
import type { CallTicket } from "./call-ticket.ts";
import { Endpoints, type OnBreakerChange, type Route } from "./endpoints.ts";
import type { Sharing } from "./leased-tokens.ts";
import { Pools } from "./pools.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { closedError, refusal } from "./refusal.ts";
import { RetryBudget } from "./retry-budget.ts";
import { type AttemptResult, isRetryable, isSourceFailure, retryDelayMs } from "./retry.ts";
import { retryAfterOf } from "./retry-after-of.ts";
import type { SourceCall } from "./source-call.ts";
import type { SourceSettings } from "./source-settings.ts";
import { readUpstreamLimits } from "./upstream-limits.ts";

export interface SourceOptions {
  /** The source's name, for error messages. */
  readonly name: string;
  /** What its requests begin with, for fallbacks to replace: "https://api.example.com/v1". */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
  readonly onBreakerChange: OnBreakerChange;
  /** Where its rate limit is shared with other gateways; undefined: the limit is this one's own. */
  readonly sharing?: Pick<Sharing, "share" | "onLost" | "onFound"> | undefined;
}

/**
 * One external API and everything that protects it: a queue with lanes, slots, a rate limit, a
 * breaker for each of its base URLs, retries within a budget. Lives as long as the process, shared
 * by all requests; its settings may change at any time, and what is under way goes on.
 */
export class Source {
  readonly #options: SourceOptions;
  #settings: SourceSettings;
  readonly #queue = new CallQueue();
  readonly #pools = new Pools();
  readonly #endpoints: Endpoints;
  readonly #limiter: RateLimiter;
  readonly #retryBudget = new RetryBudget();
  readonly #adaptive = new AdaptiveLimit();
  #inFlight = 0;
  /** What calls took of late, on average. */
  #latencyMs = 0;
  #timer: Timer | undefined;
  #isPumping = false;

  constructor(options: SourceOptions, settings: SourceSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#endpoints = new Endpoints(options.baseUrl, settings, options.onBreakerChange);
    const { clock, sharing } = options;
    const onReady = (): void => this.#pump();
    this.#limiter = new RateLimiter(settings.rateLimit, sharing && { ...sharing, clock, onReady });
  }

  get name(): string {
    return this.#options.name;
  }

  /** How many calls may run at once. */
  get limit(): number {
    const { maxConcurrentCalls } = this.#settings;
    return maxConcurrentCalls === "adaptive" ? this.#adaptive.limit : maxConcurrentCalls;
  }

  tune(settings: SourceSettings): void {
    this.#settings = settings;
    this.#endpoints.tune(settings);
    this.#limiter.tune(settings.rateLimit, this.#nowMs());
    this.#pump();
  }

  /**
   * Takes a ticket into the queue. Its turn may come at once, before this returns; so may its
   * refusal, or that of a ticket of a lower lane which it puts out of a full queue.
   *
   * One that is `isReturning` had its turn before: it goes ahead, and is not refused for want of
   * room.
   */
  enter(ticket: CallTicket, { isReturning = false } = {}): void {
    if (!isReturning) {
      const reason = this.#refusal(ticket, this.#queue.ahead(ticket.lane));
      if (reason !== undefined) return ticket.refuse(reason);
    }
    this.#queue.add(ticket, { isReturning });
    this.#pump();
    if (!isReturning && this.#queue.size > this.#settings.maxQueuedCalls) {
      const out = this.#queue.newestBelow(ticket.lane) ?? ticket;
      // It may have had its turn already, and the queue be too long for it has been tuned.
      if (this.giveUp(out)) out.refuse(this.#overloaded());
    }
  }

  /** Leaves the queue; whether the ticket was in it. */
  giveUp(ticket: CallTicket): boolean {
    const wasThere = this.#queue.delete(ticket);
    if (this.#queue.size === 0) this.#stopTimer();
    return wasThere;
  }

  snapshot(): SourceSnapshot {
    return {
      name: this.name,
      queued: this.#queue.sizes(),
      inFlight: this.#inFlight,
      limit: this.limit,
      breakers: this.#endpoints.states(),
      rateLimitWaitMs: this.#limiter.waitMs(this.#queue.size, this.#nowMs()),
    };
  }

  /** Lets running calls end, then closes all connections. Calls that wait, and later ones, fail. */
  async close(): Promise<void> {
    this.#refuseWaiting(() => closedError(this.name));
    await this.#pools.close();
  }

  /** Why it makes no sense to wait behind so many; undefined where it does. */
  #refusal({ deadlineMs }: CallTicket, ahead: number): GatewayError | undefined {
    const nowMs = this.#nowMs();
    const closedMs = this.#endpoints.retryAfterMs(nowMs);
    if (closedMs > 0) return refusal(this.name, "CIRCUIT_OPEN", closedMs);
    const waitMs = this.#limiter.waitMs(ahead, nowMs);
    if (waitMs === 0 || deadlineMs === undefined || nowMs + waitMs < deadlineMs) return undefined;
    return refusal(this.name, "RATE_LIMITED", waitMs);
  }

  /** Gives turns for as long as there are slots, and the limits allow. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#stopTimer();
    let hasToken = false;
    while (this.#inFlight < this.limit) {
      const ticket = this.#queue.next();
      if (ticket === undefined) break;
      const nowMs = this.#nowMs();
      const waitMs = hasToken ? 0 : this.#limiter.take(nowMs);
      if (waitMs > 0) {
        this.#timer = this.#options.clock.after(waitMs, () => this.#pump());
        break;
      }
      hasToken = true;
      this.#queue.take(ticket);
      const route = this.#endpoints.admit(nowMs);
      if (route === undefined) {
        ticket.refuse(refusal(this.name, "CIRCUIT_OPEN", this.#endpoints.retryAfterMs(nowMs)));
        continue;
      }
      const call = ticket.start();
      if (call === undefined) {
        route.breaker.record(route.pass, "abandoned", nowMs);
        continue;
      }
      hasToken = false;
      this.#send(call, route);
    }
    this.#isPumping = false;
  }

  #send(call: SourceCall, route: Route): void {
    const { clock, name } = this.#options;
    const { timeoutMs, maxResponseBytes, maxConcurrentCalls } = this.#settings;
    const startedAtMs = clock.nowMs();
    if (call.attempts === 0) {
      call.sentAtMs = startedAtMs;
      this.#retryBudget.recordCall();
    }
    call.attempts++;
    this.#inFlight++;
    const request = route.address(call.request);
    const attempt = new Attempt({
      sourceName: name,
      pool: this.#pools.get(request.origin, {
        connections: maxConcurrentCalls === "adaptive" ? null : maxConcurrentCalls,
        connectTimeoutMs: timeoutMs,
      }),
      request,
      timeoutMs,
      maxResponseBytes,
      clock,
      onResult: (result) => {
        call.upstreamMs = clock.nowMs() - startedAtMs;
        this.#learn(call, route, result);
        this.#settle(call, result);
      },
      onRelease: () => {
        this.#inFlight--;
        this.#pump();
      },
    });
    call.interrupt = (error) => attempt.abort(error);
    attempt.start();
  }

  /** What an attempt says about the source. */
  #learn(call: SourceCall, { breaker, pass }: Route, result: AttemptResult): void {
    const nowMs = this.#nowMs();
    if (this.#saysNothing(call, result)) return breaker.record(pass, "abandoned", nowMs);
    const isFailure = isSourceFailure(result);
    breaker.record(pass, isFailure ? "failure" : "success", nowMs);
    const latencyMs = call.upstreamMs;
    this.#latencyMs += (latencyMs - this.#latencyMs) / (this.#latencyMs === 0 ? 1 : 8);
    if (this.#settings.maxConcurrentCalls === "adaptive")
      this.#adaptive.record({ latencyMs, inside: this.#inFlight, isOverload: isOverload(result) });
    if (!(result instanceof GatewayError) && call.scope === "") {
      const limits = readUpstreamLimits(result, this.#options.clock.dateMs());
      if (limits !== undefined) this.#limiter.pauseUntil(nowMs + limits.pauseMs);
    }
    if (isFailure) this.#refuseHopeless();
  }

  /** Whether nobody can tell from the attempt how the source is. */
  #saysNothing(call: SourceCall, result: AttemptResult): boolean {
    if (!(result instanceof GatewayError)) {
      // The quota of one caller's credentials is not that of the others.
      return result.status === 429 && call.scope !== "";
    }
    if (result.code === "CONNECTOR_REQUEST_INVALID") return true;
    // Given up: by clients who went away; or because their time was over, though there was enough.
    const wasLate = result.code === "GATEWAY_TIMEOUT" && call.upstreamMs > 2 * this.#latencyMs;
    return call.hasEnded && !wasLate;
  }

  /** Those in the queue are told at once what they would only be told when their turn comes. */
  #refuseHopeless(): void {
    const nowMs = this.#nowMs();
    if (this.#endpoints.retryAfterMs(nowMs) === 0 && this.#limiter.waitMs(0, nowMs) === 0) return;
    this.#refuseWaiting((ticket, ahead) => this.#refusal(ticket, ahead));
  }

  /** Refuses those in the queue that there is a reason for, behind those that stay. */
  #refuseWaiting(reason: (ticket: CallTicket, ahead: number) => GatewayError | undefined): void {
    let ahead = 0;
    for (const ticket of this.#queue.all()) {
      const error = reason(ticket, ahead);
      if (error === undefined) ahead++;
      // One that is refused may take others out.
      else if (this.giveUp(ticket)) ticket.refuse(error);
    }
  }

  /** Ends the call, or lets it try again. */
  #settle(call: SourceCall, result: AttemptResult): void {
    const delayMs = this.#retryDelayMs(call, result);
    if (delayMs === undefined) return call.end(result);
    const ticket: CallTicket = {
      lane: call.lane,
      scope: call.scope,
      deadlineMs: call.deadlineMs,
      start: () => call,
      refuse: () => call.end(result),
    };
    const timer = this.#options.clock.after(delayMs, () => {
      this.enter(ticket, { isReturning: true });
    });
    call.interrupt = () => {
      timer.cancel();
      this.giveUp(ticket);
    };
  }

  /** Undefined where there is to be no further attempt. */
  #retryDelayMs(call: SourceCall, result: AttemptResult): number | undefined {
    const { retry } = this.#settings;
    const mayRetry = call.mayRetry !== false && !call.hasEnded && call.attempts < retry.attempts;
    if (!mayRetry || !isRetryable(result)) return undefined;
    const { clock, random } = this.#options;
    const nowMs = clock.nowMs();
    if (this.#endpoints.retryAfterMs(nowMs) > 0) return undefined;
    const delayMs = retryDelayMs({
      attempt: call.attempts,
      settings: retry,
      random,
      retryAfterMs: retryAfterOf(result, clock.dateMs()),
    });
    const isInTime = call.deadlineMs === undefined || nowMs + delayMs < call.deadlineMs;
    return isInTime && this.#retryBudget.take(retry.budget) ? delayMs : undefined;
  }

  #overloaded(): GatewayError {
    const turns = Math.ceil(this.#queue.size / this.limit);
    const waitMs = Math.max(1, turns * this.#latencyMs, this.#limiter.waitMs(0, this.#nowMs()));
    return refusal(this.name, "SOURCE_OVERLOADED", waitMs);
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

/** The source says, by its answer or by its silence, that it has too much to do. */
function isOverload(result: AttemptResult): boolean {
  return result instanceof GatewayError
    ? result.code === "GATEWAY_TIMEOUT"
    : result.status === 429 || result.status === 503;
}
