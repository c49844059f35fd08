import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { type Clock, systemClock } from "../../../src/kernel/clock.ts";
import { answerTo } from "./answer.ts";
import { type Behaviour, calm } from "./behaviour.ts";
import { CallLog, type CallStats, type SimulatedCall } from "./call-log.ts";
import { type CreatedUser, CreatedUsers } from "./created-users.ts";
import { drawFate } from "./fate.ts";
import { drawLatency } from "./latency.ts";
import { Listener } from "./listener.ts";
import { type Question, readQuestion } from "./question.ts";
import { createRandom, type Random } from "./random.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { slowdownAt } from "./slowdown.ts";
import { type Reply, sendReply } from "./reply.ts";
import { Slots } from "./slots.ts";

export interface SimulatorOptions {
  /** What is not as in {@link calm}. */
  readonly behaviour?: Partial<Behaviour>;
  /** Equal seeds: the nth call meets the same. Default: "1". */
  readonly seed?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How many calls are remembered, the latest. Default: 100,000. */
  readonly keptCalls?: number;
}

interface SimulatorStats extends CallStats {
  /** Calls that have a slot. */
  readonly working: number;
  /** Calls that wait for a slot. */
  readonly waiting: number;
  /** Connections that were opened in all. */
  readonly connections: number;
}

/** An external API for tests, over real HTTP on a loopback port. What it serves is in the README. */
export interface Simulator {
  /** "http://127.0.0.1:49152", without a slash at the end. */
  readonly url: string;
  /** What it was asked, in the order of arrival. */
  readonly calls: readonly SimulatedCall[];
  /** What `POST /users` made. */
  readonly created: readonly CreatedUser[];
  readonly stats: () => SimulatorStats;
  /** Resolves once it was asked so many times in all. */
  readonly hasReceived: (count: number) => Promise<void>;
  /** Changes what is named, for calls from now on; the rest stays. */
  readonly set: (changes: Partial<Behaviour>) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = "1", clock = systemClock } = options;
  let behaviour: Behaviour = { ...calm, ...options.behaviour };
  let startMs = clock.nowMs();
  const log = new CallLog(clock, options.keptCalls ?? 100_000);
  const created = new CreatedUsers();
  const limiter = new RateLimiter(clock);
  const slots = new Slots(slotCount(behaviour));

  const listener = await Listener.open(options.port ?? 0, (message, response) => {
    void serve(message, response);
  });
  if (behaviour.outage === "refused") await listener.shut();

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    // A caller that goes away before it has said what it wants has asked nothing.
    const body = await text(message).catch(() => undefined);
    if (body === undefined) return;
    const { method = "", url: path = "" } = message;
    const credential = message.headers.authorization;
    const question = readQuestion(message, body);
    const randomFor = (use: string) => createRandom(`${seed} ${log.stats().calls} ${use}`);
    const draws = {
      fate: randomFor("fate"),
      latency: randomFor("latency"),
      rows: randomFor("rows"),
    };
    const end = log.begin({ method, path, credential }, question);
    response.once("close", () => end("aborted"));
    const reply = await replyTo(question, { credential, draws });
    if (reply === undefined || response.destroyed) return;
    end(reply.cut ?? reply.status);
    sendReply(response, reply);
  }

  /** Undefined when there never will be one. */
  async function replyTo(
    question: Question,
    { credential, draws }: Asker,
  ): Promise<Reply | undefined> {
    const { outage, rateLimit } = behaviour;
    if (outage === "hanging") return undefined;
    if (outage === "unavailable") return { status: 503, body: { error: "there is an outage" } };
    const verdict = rateLimit === "none" ? undefined : limiter.take(rateLimit);
    const headers = verdict?.headers ?? {};
    if (verdict?.isAllowed === false) {
      return { status: 429, body: { error: "these are too many calls" }, headers };
    }
    await slots.enter();
    const latencyMs =
      drawLatency(behaviour.latency, draws.latency) *
      slowdownAt(behaviour, clock.nowMs() - startMs);
    if (latencyMs > 0) await new Promise<void>((resolve) => clock.after(latencyMs, resolve));
    slots.leave();
    const answer = answerTo(question, { behaviour, random: draws.rows, credential, created });
    return { ...answer, headers, ...drawFate(behaviour, draws.fate) };
  }

  return {
    url: listener.url,
    calls: log.calls,
    created: created.all,
    stats: () => ({
      ...log.stats(),
      working: slots.busy,
      waiting: slots.waiting,
      connections: listener.connections,
    }),
    hasReceived: (count) => log.hasReceived(count),
    async set(changes) {
      if (behaviour.outage !== "none" && changes.outage === "none") startMs = clock.nowMs();
      behaviour = { ...behaviour, ...changes };
      slots.resize(slotCount(behaviour));
      await (behaviour.outage === "refused" ? listener.shut() : listener.reopen());
    },
    close: () => listener.shut(),
    [Symbol.asyncDispose]: () => listener.shut(),
  };
}

interface Asker {
  readonly credential: string | undefined;
  /** Each behaviour has its own numbers, so that one is not changed by another. */
  readonly draws: Readonly<Record<"fate" | "latency" | "rows", Random>>;
}

function slotCount({ slots }: Behaviour): number {
  return slots === "unlimited" ? Number.POSITIVE_INFINITY : slots;
}
