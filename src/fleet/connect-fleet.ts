import { hostname } from "node:os";
import { pid } from "node:process";

import type { Clock } from "../kernel/clock.ts";
import { type Problem, formatProblem } from "../kernel/problem.ts";
import type { RateLimitShare } from "../sources/rate-limit-share.ts";
import type { Logger } from "../telemetry/logger.ts";
import { fleetKeys } from "./fleet-keys.ts";
import { type TuningNotice, readNotice, writeAnswer } from "./fleet-message.ts";
import { RedisLink } from "./redis-link.ts";
import { SharedRateLimit } from "./shared-rate-limit.ts";
import { type TunedSetting, readTunings } from "./tuned-setting.ts";

export interface FleetOptions {
  readonly url: string;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Takes what is tuned, instead of what was tuned before; says what is not in force, and why, by source. */
  readonly onTunings: (tuned: readonly TunedSetting[]) => ReadonlyMap<string, readonly Problem[]>;
  /** What this replica is called. Default: the machine's name and the process. */
  readonly replica?: string;
}

/** The replicas of a gateway, seen from one of them. */
export interface Fleet {
  /** The part of a source's rate limit that is left to this replica by the others. */
  readonly rateLimitShare: (source: string) => RateLimitShare;
  readonly close: () => void;
}

/**
 * Joins the gateways that share a Redis. Tunings that are there already have been handed over when
 * this resolves, unless Redis does not answer within two seconds: then they are once it does.
 *
 * Never rejects. While Redis is out of reach, which is logged once, the last tunings stay.
 */
export async function connectFleet(options: FleetOptions): Promise<Fleet> {
  const { url, prefix, log, clock, onTunings, replica = `${hostname()}:${pid}` } = options;
  const keys = fleetKeys(prefix);
  const commands = new RedisLink({ url, clock, onDown, onUp });
  // A connection that listens to channels can do nothing else.
  const ears = new RedisLink({ url, clock, onUp });
  let [isKnownDown, hasOpened, isListening] = [false, false, false];
  // One after the other: what was read earlier must not win over what was read later.
  let reading = Promise.resolve();

  function onDown(err: unknown): void {
    isKnownDown = true;
    log.warn({ err }, "Redis is out of reach: each replica limits for itself, tunings stay");
  }

  function onUp(): void {
    if (!commands.isUp || !ears.isUp) return;
    if (isKnownDown) log.info("Redis is back");
    isKnownDown = false;
    if (hasOpened) void inTurn(join);
  }

  async function inTurn(work: () => Promise<void>): Promise<void> {
    reading = reading.then(work).catch((err: unknown) => {
      // Both connections catch up when they come back.
      log.warn({ err }, "tunings not read");
    });
    await reading;
  }

  /** Listens, then reads what it may have missed before. */
  async function join(): Promise<void> {
    if (!isListening) await ears.run((redis) => redis.subscribe(keys.notices, hear));
    isListening = true;
    for (const [source, problems] of await takeTunings()) {
      log.warn({ source, problems: problems.map(formatProblem) }, "tuning refused");
    }
  }

  function hear(text: string): void {
    const notice = readNotice(text);
    if (notice !== undefined) void inTurn(() => answer(notice));
  }

  async function answer({ id, source, by, order }: TuningNotice): Promise<void> {
    const problems = (await takeTunings()).get(source)?.map(formatProblem);
    if (problems === undefined) log.info({ source, by, order }, "tuned");
    else log.warn({ source, by, order, problems }, "tuning refused");
    const text = writeAnswer({ replica, refused: problems?.join("\n") });
    await commands.run((redis) => redis.publish(keys.answersTo(id), text));
  }

  async function takeTunings() {
    return onTunings(readTunings(await commands.run((redis) => redis.hGetAll(keys.tunings))));
  }

  await Promise.all([commands.open(), ears.open()]);
  hasOpened = true;
  if (commands.isUp && ears.isUp) await inTurn(join);
  return {
    rateLimitShare: (source) => new SharedRateLimit(commands, keys.rateLimitOf(source)),
    close() {
      commands.close();
      ears.close();
    },
  };
}
