/** A call that has ended, as far as it says how busy the source is. */
export interface LoadSample {
  readonly latencyMs: number;
  /** How many calls were under way when it ended, itself included. */
  readonly inside: number;
  /** The source said that it is too much (429, 503), or did not answer in time. */
  readonly isOverload: boolean;
}

/**
 * Finds out how many calls a source takes at once.
 *
 * The limit is multiplied by how the latency without a queue compares to that of the last calls, and
 * a little room is added: so it grows while latency holds, and settles where a short queue stands at
 * the source (a gradient, as in Netflix's concurrency-limits). It only grows when it is in use. A
 * call that is refused, or not answered, cuts it at once.
 *
 * The latency without a queue is the lowest there was; and as that may no longer be true, from time
 * to time, or when half the limit has been of no help, a few calls at a quarter of the limit measure
 * it anew. Time is counted in calls.
 */
export class AdaptiveLimit {
  #limit = 16;
  #baseMs = Number.POSITIVE_INFINITY;
  #window = new Window();
  #phase: Phase = { kind: "steady", windowsLeft: firstSteadyWindows };
  #steadyWindows = firstSteadyWindows;
  /** The highest that the limit has been since the base was measured. */
  #highest = this.#limit;

  /** How many calls may be under way at once: from 1 to 1000. */
  get limit(): number {
    return this.#phase.kind === "steady"
      ? Math.floor(this.#limit)
      : Math.max(1, Math.floor(this.#limit / 4));
  }

  record(sample: LoadSample): void {
    if (sample.isOverload && !this.#window.hasOverload) this.#set(this.#limit * 0.8);
    this.#window.add(sample);
    // As many as were under way under the limit, so that the next window is of calls sent since.
    if (this.#window.size < Math.max(minWindow, this.#limit)) return;
    const window = this.#window;
    this.#window = new Window();
    this.#close(window);
  }

  #close(window: Window): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "steady":
        this.#adapt(window);
        if (phase.windowsLeft > 1 && this.#limit >= this.#highest / 2) {
          this.#phase = { kind: "steady", windowsLeft: phase.windowsLeft - 1 };
        } else {
          this.#phase = { kind: "draining" };
        }
        return;
      case "draining":
        this.#phase = { kind: "measuring" };
        return;
      case "measuring":
        this.#baseMs = window.latencyMs ?? this.#baseMs;
        this.#highest = this.#limit;
        this.#steadyWindows = Math.min(maxSteadyWindows, this.#steadyWindows * 2);
        this.#phase = { kind: "steady", windowsLeft: this.#steadyWindows };
    }
  }

  #adapt({ latencyMs, hasOverload, maxInside }: Window): void {
    if (latencyMs === undefined) return;
    this.#baseMs = Math.min(this.#baseMs, latencyMs);
    const gradient = Math.max(0.5, Math.min(1, (tolerance * this.#baseMs) / latencyMs));
    const room = Math.max(1, Math.sqrt(this.#limit) / 2);
    const next = (this.#limit + this.#limit * gradient + room) / 2;
    const mayGrow = !hasOverload && maxInside >= Math.floor(this.#limit) / 2;
    if (mayGrow || next < this.#limit) this.#set(next);
  }

  #set(limit: number): void {
    this.#limit = Math.max(1, Math.min(maxLimit, limit));
    this.#highest = Math.max(this.#highest, this.#limit);
  }
}

type Phase =
  | { readonly kind: "steady"; readonly windowsLeft: number }
  /** Under a low limit, until the calls of before have ended. */
  | { readonly kind: "draining" }
  /** Under a low limit: what calls take now is the base. */
  | { readonly kind: "measuring" };

/** The last calls, taken together. */
class Window {
  size = 0;
  maxInside = 0;
  hasOverload = false;
  #answered = 0;
  #sumMs = 0;

  add({ latencyMs, inside, isOverload }: LoadSample): void {
    this.size++;
    this.maxInside = Math.max(this.maxInside, inside);
    this.hasOverload ||= isOverload;
    // A refusal comes quicker than an answer, and a timeout takes as long as is set.
    if (isOverload) return;
    this.#answered++;
    this.#sumMs += latencyMs;
  }

  /** The mean; undefined when all were overload. */
  get latencyMs(): number | undefined {
    return this.#answered === 0 ? undefined : Math.max(leastMs, this.#sumMs / this.#answered);
  }
}

const maxLimit = 1000;

/** On a clock too coarse for a source that is near, calls take no time: that is a time too. */
const leastMs = 0.001;

/** Fewer calls say too little, where each takes another time. */
const minWindow = 20;

/** Latency may be half as long again before it counts as a queue. */
const tolerance = 1.5;

/** The first measurement comes early, as the first calls may have met a queue already. */
const firstSteadyWindows = 5;
const maxSteadyWindows = 80;
