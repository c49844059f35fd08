import { hostname } from "node:os";
import { pid } from "node:process";

import type { RateShare } from "../admission/rate-share.ts";
import type { Clock } from "../kernel/clock.ts";
import { type Problem, formatProblem } from "../kernel/problem.ts";
import type { RateLimitShare } from "../sources/rate-limit-share.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type FleetKeys, fleetKeys } from "./fleet-keys.ts";
import { type TuningNotice, readNotice, writeAnswer } from "./fleet-message.ts";
import { RedisLink } from "./redis-link.ts";
import { SharedCallerRates } from "./shared-caller-rates.ts";
import { SharedRateLimit } from "./shared-rate-limit.ts";
import { type TunedSetting, readTunings } from "./tuned-setting.ts";

export interface FleetOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Takes what is tuned, instead of what was tuned before; says what is not in force, and why, by source. */
  readonly onTunings: (tuned: readonly TunedSetting[]) => ReadonlyMap<string, readonly Problem[]>;
  /** What this replica is called. Default: the machine's name and the process. */
  readonly replica?: string;
}

/**
 * The gateways that share a Redis, seen from one of them. While Redis is out of reach, which is
 * logged once, the last tunings stay and leases are rejected; nothing else fails or waits.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #replica: string;
  readonly #keys: FleetKeys;
  readonly #commands: RedisLink;
  /** A connection that listens to channels can do nothing else. */
  readonly #ears: RedisLink;
  /** One after the other: what was read earlier must not win over what was read later. */
  #reading = Promise.resolve();
  #hasOpened = false;
  #isKnownDown = false;

  constructor(options: FleetOptions) {
    const { url, isCluster = false, prefix, clock, replica = `${hostname()}:${pid}` } = options;
    const onUp = () => this.#onUp();
    this.#options = options;
    this.#replica = replica;
    this.#keys = fleetKeys(prefix);
    const onDown = (cause: unknown) => this.#onDown(cause);
    this.#commands = new RedisLink({ url, isCluster, clock, onUp, onDown });
    this.#ears = new RedisLink({ url, isCluster, clock, onUp });
  }

  /**
   * Connects, and takes the tunings that are there. Resolves once they are taken, or when Redis
   * does not answer within two seconds or so; then they are as soon as it does. Never rejects.
   */
  async join(): Promise<void> {
    await Promise.all([this.#commands.open(), this.#ears.open()]);
    this.#hasOpened = true;
    if (this.#commands.isUp && this.#ears.isUp) await this.#inTurn(() => this.#catchUp());
  }

  /** The part of a source's rate limit that is left to this replica by the others. */
  rateLimitShare(source: string): RateLimitShare {
    return new SharedRateLimit(this.#commands, this.#keys.rateLimitOf(source));
  }

  /** What callers use, as all replicas count it. */
  callerRates(): RateShare {
    return new SharedCallerRates(this.#commands, this.#keys.callerRateOf);
  }

  close(): void {
    this.#commands.close();
    this.#ears.close();
  }

  #onDown(err: unknown): void {
    this.#isKnownDown = true;
    this.#options.log.warn(
      { err },
      "Redis is out of reach: each replica limits for itself, tunings stay",
    );
  }

  #onUp(): void {
    if (!this.#commands.isUp || !this.#ears.isUp) return;
    if (this.#isKnownDown) this.#options.log.info("Redis is back");
    this.#isKnownDown = false;
    if (this.#hasOpened) void this.#inTurn(() => this.#catchUp());
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    this.#reading = this.#reading.then(work).catch((err: unknown) => {
      // Both connections catch up when they come back.
      this.#options.log.warn({ err }, "tunings not read");
    });
    await this.#reading;
  }

  /** Listens, then reads what it may have missed before. */
  async #catchUp(): Promise<void> {
    await this.#ears.run((redis) => redis.subscribe(this.#keys.notices, this.#hear));
    for (const [source, problems] of await this.#takeTunings()) {
      this.#options.log.warn({ source, problems: problems.map(formatProblem) }, "tuning refused");
    }
  }

  /** One function, which the client has once however often it is told to listen. */
  readonly #hear = (text: string): void => {
    const notice = readNotice(text);
    if (notice !== undefined) void this.#inTurn(() => this.#answer(notice));
  };

  async #answer({ id, source, by, order }: TuningNotice): Promise<void> {
    const { log } = this.#options;
    const problems = (await this.#takeTunings()).get(source)?.map(formatProblem);
    if (problems === undefined) log.info({ source, by, order }, "tuned");
    else log.warn({ source, by, order, problems }, "tuning refused");
    const text = writeAnswer({ replica: this.#replica, refused: problems?.join("\n") });
    await this.#commands.run((redis) => redis.publish(this.#keys.answersTo(id), text));
  }

  async #takeTunings(): Promise<ReadonlyMap<string, readonly Problem[]>> {
    const hash = await this.#commands.run((redis) => redis.hGetAll(this.#keys.tunings));
    return this.#options.onTunings(readTunings(hash));
  }
}
