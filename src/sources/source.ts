import type { Clock, Timer } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { SourceSnapshot } from "../telemetry/metrics.ts";
import { Access } from "./access.ts";
import type { Callee } from "./callee.ts";
import { CallQueue } from "./call-queue.ts";
import type { CallTicket } from "./call-ticket.ts";
import { Endpoints, type OnBreakerChange, type Route } from "./endpoints.ts";
import { Health } from "./health.ts";
import type { Sharing } from "./leased-tokens.ts";
import { Pauses } from "./pauses.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { closedError, refusal } from "./refusal.ts";
import { Retries } from "./retries.ts";
import type { AttemptResult } from "./retry.ts";
import { Sender } from "./sender.ts";
import type { SourceCall } from "./source-call.ts";
import type { SourceSettings } from "./source-settings.ts";
import { SpareSlots } from "./spare-slots.ts";

export interface SourceOptions {
  /** The source's name, for error messages. */
  readonly name: string;
  /** What its requests begin with, for fallbacks to replace: "https://api.example.com/v1". */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
  readonly onBreakerChange: OnBreakerChange;
  /** Called with why its credentials or certificates cannot be had; it names no secret. */
  readonly onTrouble: (reason: string) => void;
  /** Where its rate limit is shared with other gateways; undefined: the limit is this one's own. */
  readonly sharing?: Pick<Sharing, "share" | "onLost" | "onFound"> | undefined;
}

/**
 * One external API and everything that protects it: a queue with lanes, slots, a rate limit, a
 * breaker for each of its base URLs, retries within a budget. Lives as long as the process, shared
 * by all requests; its settings may change at any time, and what is under way goes on.
 */
export class Source implements Callee {
  readonly #options: SourceOptions;
  #settings: SourceSettings;
  readonly #queue = new CallQueue();
  readonly #access: Access;
  readonly #endpoints: Endpoints;
  readonly #limiter: RateLimiter;
  readonly #pauses: Pauses;
  readonly #retries: Retries;
  readonly #health = new Health();
  readonly #sender: Sender;
  readonly #spareSlots = new SpareSlots(() => this.#pump());
  #timer: Timer | undefined;
  #isPumping = false;

  constructor(options: SourceOptions, settings: SourceSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#endpoints = new Endpoints(options.baseUrl, settings, options.onBreakerChange);
    const { name, clock, random, sharing, onTrouble } = options;
    this.#access = new Access({ sourceName: name, clock, onTrouble }, settings);
    const endpoints = this.#endpoints;
    this.#pauses = new Pauses({ clock, endpoints });
    this.#retries = new Retries({ clock, random, endpoints });
    this.#sender = new Sender({
      name,
      clock,
      access: this.#access,
      settings: () => this.#settings,
      onFirst: () => this.#retries.recordCall(),
      onResult: (call, route, result) => {
        this.#learn(call, route, result);
        this.#settle(call, result);
      },
      onRelease: () => {
        if (this.#queue.hasBackground) this.#spareSlots.callEnded();
        this.#pump();
      },
    });
    const onReady = (): void => this.#pump();
    this.#limiter = new RateLimiter(settings.rateLimit, sharing && { ...sharing, clock, onReady });
  }

  get name(): string {
    return this.#options.name;
  }

  /** How many calls may run at once. */
  get limit(): number {
    const { maxConcurrentCalls } = this.#settings;
    return maxConcurrentCalls === "adaptive" ? this.#health.limit : maxConcurrentCalls;
  }

  /** Takes new settings. Pauses that were asked for end: if they still hold, the source says so again. */
  tune(settings: SourceSettings): void {
    this.#settings = settings;
    this.#endpoints.tune(settings);
    this.#access.tune(settings, this.#endpoints.origins());
    this.#pauses.clear();
    this.#queue.releaseAll();
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
      const out = this.#queue.leastWanted(ticket.lane) ?? ticket;
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
    const nowMs = this.#nowMs();
    const limitMs = this.#limiter.waitMs(this.#queue.size, nowMs);
    const { rateLimit } = this.#settings;
    return {
      name: this.name,
      queued: this.#queue.sizes(),
      inFlight: this.#sender.inFlight,
      limit: this.limit,
      breakers: this.#endpoints.states(),
      rateLimitWaitMs: Math.max(limitMs, this.#endpoints.pauseMs(nowMs)),
      rateLimitPerSecond: rateLimit && rateLimit.calls / (rateLimit.perMs / 1000),
    };
  }

  /** Lets running calls end, then closes all connections. Calls that wait, and later ones, fail. */
  async close(): Promise<void> {
    this.#refuseWaiting(() => closedError(this.name));
    await this.#access.close();
  }

  /** Why it makes no sense to wait behind so many; undefined where it does. */
  #refusal(ticket: CallTicket, ahead: number): GatewayError | undefined {
    const nowMs = this.#nowMs();
    const closedMs = this.#endpoints.retryAfterMs(nowMs, ticket.call);
    if (closedMs > 0) return refusal(this.name, "CIRCUIT_OPEN", closedMs);
    const pauseMs = Math.max(
      this.#pauses.commonMs(ticket, nowMs),
      this.#pauses.ownMs(ticket, nowMs),
    );
    const waitMs = Math.max(pauseMs, this.#limiter.waitMs(ahead, nowMs));
    const isInTime = ticket.deadlineMs === undefined || nowMs + waitMs < ticket.deadlineMs;
    return waitMs === 0 || isInTime ? undefined : refusal(this.name, "RATE_LIMITED", waitMs);
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#stopTimer();
    try {
      this.#giveTurns();
    } catch (bug) {
      this.#isPumping = false;
      // The others have their turns all the same.
      this.#pump();
      throw bug;
    } finally {
      this.#isPumping = false;
    }
  }

  /** Gives turns for as long as there are slots, and the limits allow. */
  #giveTurns(): void {
    let hasToken = false;
    while (this.#sender.inFlight < this.limit) {
      const ticket = this.#queue.next({
        isSpare: this.#spareSlots.hasOne(this.#sender.inFlight, this.limit),
      });
      if (ticket === undefined) return;
      const nowMs = this.#nowMs();
      if (this.#passesOver(ticket, nowMs)) continue;
      const waitMs =
        this.#pauses.commonMs(ticket, nowMs) || (hasToken ? 0 : this.#limiter.take(nowMs));
      if (waitMs > 0) {
        this.#timer = this.#options.clock.after(waitMs, () => this.#pump());
        return;
      }
      hasToken = true;
      this.#queue.take(ticket);
      const call = ticket.start();
      if (call === undefined) continue;
      const route = this.#endpoints.admit(nowMs, call);
      if (route === undefined) {
        call.sentAtMs = nowMs;
        call.end(this.#circuitOpen(nowMs, call));
        continue;
      }
      hasToken = false;
      this.#sender.send(call, route);
    }
  }

  /** Refuses a ticket that has no turn to wait for, or holds it until it may have one. */
  #passesOver(ticket: CallTicket, nowMs: number): boolean {
    if (this.#endpoints.retryAfterMs(nowMs, ticket.call) > 0) {
      this.#queue.take(ticket);
      ticket.refuse(this.#circuitOpen(nowMs, ticket.call));
      return true;
    }
    const pauseMs = this.#pauses.ownMs(ticket, nowMs);
    if (pauseMs === 0) return false;
    if (ticket.deadlineMs !== undefined && nowMs + pauseMs >= ticket.deadlineMs) {
      this.#queue.take(ticket);
      ticket.refuse(refusal(this.name, "RATE_LIMITED", pauseMs));
      return true;
    }
    const timer = this.#options.clock.after(pauseMs, () => {
      this.#queue.release(ticket);
      this.#pump();
    });
    this.#queue.hold(ticket, timer);
    return true;
  }

  #circuitOpen(nowMs: number, call: SourceCall | undefined): GatewayError {
    return refusal(this.name, "CIRCUIT_OPEN", this.#endpoints.retryAfterMs(nowMs, call));
  }

  /** What an attempt says about the source. */
  #learn(call: SourceCall, { endpoint, pass }: Route, result: AttemptResult): void {
    const nowMs = this.#nowMs();
    const { breaker, maxConcurrentCalls } = this.#settings;
    const { upstreamMs } = call;
    const told = this.#health.verdict(call, result);
    endpoint.breaker.record(pass, told, nowMs);
    if (told !== "abandoned") {
      this.#health.measure(upstreamMs);
      if (maxConcurrentCalls === "adaptive")
        this.#health.adapt(upstreamMs, this.#sender.inFlight, result);
    }
    const isPaused =
      !(result instanceof GatewayError) && this.#pauses.heed(call, result, breaker.openMs);
    const isHeldBack =
      told === "failure" &&
      (this.#endpoints.retryAfterMs(nowMs) > 0 || this.#limiter.waitMs(0, nowMs) > 0);
    // Those in the queue are told at once what they would only be told when their turn comes.
    if (isPaused || isHeldBack) this.#refuseWaiting((it, ahead) => this.#refusal(it, ahead));
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
    const renewal = this.#access.renewsFor(call, result);
    if (renewal instanceof GatewayError) return call.end(renewal);
    const delayMs = renewal ? 0 : this.#retries.delayMs(call, result, this.#settings.retry);
    if (delayMs === undefined) return call.end(result);
    const ticket: CallTicket = {
      lane: call.lane,
      scope: call.scope,
      deadlineMs: call.deadlineMs,
      call,
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

  #overloaded(): GatewayError {
    const turns = Math.ceil(this.#queue.size / this.limit);
    const nowMs = this.#nowMs();
    const limitMs = Math.max(this.#endpoints.pauseMs(nowMs), this.#limiter.waitMs(0, nowMs));
    return refusal(
      this.name,
      "SOURCE_OVERLOADED",
      Math.max(1, turns * this.#health.latencyMs, limitMs),
    );
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}
