import type { InvalidationLog } from "../freshness/invalidation-log.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import type { SharedLog } from "../freshness/shared-log.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type FleetKeys, fleetKeys } from "./fleet-keys.ts";
import { InvalidationStream, mostEntries, type StreamEntry } from "./invalidation-stream.ts";
import { OutgoingInvalidations } from "./outgoing-invalidations.ts";
import { RedisLink } from "./redis-link.ts";
import { Rerun } from "./rerun.ts";
import { withDeadline } from "../kernel/with-deadline.ts";
import { isBefore, readStreamId, type StreamId, writeStreamId } from "./stream-id.ts";

export interface SharedInvalidationsOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  /** The longest that who invalidates waits for Redis. */
  readonly deadlineMs: number;
  readonly log: Logger;
  readonly clock: Clock;
  /** The log of this process: what others invalidate is added to it. */
  readonly local: Pick<InvalidationLog, "add">;
}

/**
 * The log of invalidations that all replicas share: a Redis stream. Each replica hears of new entries
 * and reads on from the last one that it knows; it also looks by itself, as notices may get lost.
 *
 * What cannot be told is not trusted: while a replica is cut off, or has not read everything, no
 * position means anything to it, and if entries were lost before it has read them, everything that
 * is kept here ends.
 */
export class SharedInvalidations implements SharedLog {
  readonly #options: SharedInvalidationsOptions;
  readonly #keys: FleetKeys;
  readonly #commands: RedisLink;
  /** A connection that listens to channels can do nothing else. */
  readonly #ears: RedisLink;
  readonly #stream: InvalidationStream;
  readonly #outgoing = new OutgoingInvalidations(mostWaitingNames);
  readonly #checkpoints = new Checkpoints(mostEntries);
  readonly #reading = new Rerun(() => this.#read());
  readonly #sending = new Rerun(() => this.#send());
  /** The last entry that was read; undefined: none of the log that there is now. */
  #last: StreamId | undefined;
  /** The last id that was ever seen, in this log or in one that was lost. */
  #highest: StreamId | undefined;
  #hasReadAll = false;
  #isListening = false;
  #isKnownDown = false;
  #isClosed = false;
  #nextLook: Timer | undefined;

  constructor(options: SharedInvalidationsOptions) {
    const { url, isCluster = false, prefix, clock } = options;
    this.#options = options;
    this.#keys = fleetKeys(prefix);
    const onUp = () => this.#onUp();
    const onDown = (cause: unknown) => this.#miss(cause);
    this.#commands = new RedisLink({ url, isCluster, clock, onUp, onDown });
    this.#ears = new RedisLink({ url, isCluster, clock, onUp });
    this.#stream = new InvalidationStream({ link: this.#commands, keys: this.#keys });
  }

  async start(): Promise<void> {
    await Promise.all([this.#commands.open(), this.#ears.open()]);
    if (this.#isUp) await this.#reading.request();
    else this.#lookSoon();
  }

  append(invalidation: Invalidation, position: number): Promise<number | undefined> {
    const { clock, deadlineMs } = this.#options;
    const told = this.#outgoing.add(invalidation, position);
    void this.#sending.request();
    const inTime = withDeadline(told, clock, { deadlineMs, late: "Redis was not told within" });
    return inTime.catch(() => undefined);
  }

  /** The last entry of the shared log that was known here at this position. */
  share(position: number): string {
    const checkpoint = this.#checkpoints.byPosition(position);
    return writeStreamId(checkpoint?.id ?? beforeAll);
  }

  /**
   * The position up to which what is dated by an entry of the shared log is known to hold. It does
   * not hold against what was invalidated here and is not in the shared log as yet.
   */
  local(shared: string): number | undefined {
    if (!this.#hasReadAll || !this.#isUp) return undefined;
    const id = readStreamId(shared);
    const checkpoint = id && this.#checkpoints.byId(id);
    if (checkpoint === undefined) return undefined;
    const { oldest = Infinity } = this.#outgoing;
    return Math.min(checkpoint.position, oldest - 1);
  }

  close(): void {
    this.#isClosed = true;
    this.#nextLook?.cancel();
    this.#commands.close();
    this.#ears.close();
  }

  get #isUp(): boolean {
    return this.#commands.isUp && this.#ears.isUp;
  }

  #onUp(): void {
    // Notices may have got lost in between.
    this.#hasReadAll = false;
    if (this.#isUp) this.#look();
  }

  /** Something of the shared log may go by unheard. */
  #miss(cause: unknown): void {
    this.#hasReadAll = false;
    this.#tellDown(cause);
  }

  #tellDown(err: unknown): void {
    if (this.#isKnownDown || this.#isClosed) return;
    this.#isKnownDown = true;
    this.#options.log.warn({ err }, downMessage);
  }

  /** Once what has waited for it is there, too. */
  #tellUp(): void {
    if (!this.#isKnownDown || this.#outgoing.oldest !== undefined) return;
    this.#isKnownDown = false;
    this.#options.log.info("the shared log of invalidations is back");
  }

  #look(): void {
    void this.#reading.request();
    void this.#sending.request();
  }

  #lookSoon(): void {
    this.#nextLook?.cancel();
    if (this.#isClosed) return;
    this.#nextLook = this.#options.clock.after(lookEveryMs, () => this.#look());
  }

  async #send(): Promise<void> {
    for (let batch = this.#outgoing.next(); batch !== undefined; batch = this.#outgoing.next()) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- in the order of their positions
        this.#outgoing.succeed(await this.#stream.append(batch.invalidation, batch.by));
      } catch (error) {
        this.#outgoing.fail();
        this.#tellDown(error);
        this.#lookSoon();
        return;
      }
      void this.#reading.request();
    }
  }

  async #read(): Promise<void> {
    try {
      await this.#listen();
      await this.#readAll();
      this.#hasReadAll = true;
      this.#tellUp();
    } catch (error) {
      this.#miss(error);
    }
    this.#lookSoon();
  }

  async #listen(): Promise<void> {
    if (this.#isListening) return;
    await this.#ears.run((redis) => redis.subscribe(this.#keys.invalidationNotices, this.#hear));
    // From here on the client listens anew by itself, whenever it is connected again.
    this.#isListening = true;
  }

  /** One function, which the client has once however often it is told to listen. */
  readonly #hear = (): void => {
    void this.#reading.request();
  };

  async #readAll(): Promise<void> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const page = await this.#stream.read(this.#last);
      if (this.#last !== undefined && !isFirst(this.#last, page)) {
        this.#dropEverything();
        continue;
      }
      const unread = this.#last === undefined ? page : page.slice(1);
      for (const entry of unread) this.#take(entry);
      if (unread.length > 0) continue;
      if (this.#last && this.#highest && !isBefore(this.#last, this.#highest)) return;
      // There is none, or it is behind what was there before: an older copy, or a new one.
      // oxlint-disable-next-line no-await-in-loop -- then what it begins with is read
      await this.#stream.begin(this.#highest);
    }
  }

  /** What was not read is gone, and may have concerned anything. */
  #dropEverything(): void {
    this.#options.log.warn(
      "invalidations were lost before this replica has read them: everything that it keeps is dropped",
    );
    this.#hasReadAll = false;
    this.#options.local.add({ all: true });
    this.#checkpoints.clear();
    this.#outgoing.forgetUnread();
    this.#last = undefined;
  }

  #take({ id, by, invalidation }: StreamEntry): void {
    const { local } = this.#options;
    const own = this.#outgoing.readBack(by);
    const { latest } = this.#checkpoints;
    // What was made here has taken effect here. Only if others came in between it does once more:
    // in the shared log it stands after them.
    const isInOrder = own !== undefined && latest !== undefined && latest.position < own.from;
    const position = isInOrder ? own.to : local.add(invalidation);
    this.#checkpoints.add({ id, position });
    this.#last = id;
    if (this.#highest === undefined || isBefore(this.#highest, id)) this.#highest = id;
  }
}

const downMessage =
  "the shared log of invalidations is out of reach: invalidations wait for it, the shared store is not read";

/** How often a replica looks by itself whether there is something new. */
const lookEveryMs = 1000;

/** How many names may wait for Redis; more become one invalidation of everything. */
const mostWaitingNames = 10_000;

const beforeAll: StreamId = { ms: 0, sequence: 0 };

function isFirst({ ms, sequence }: StreamId, [first]: readonly StreamEntry[]): boolean {
  return first?.id.ms === ms && first.id.sequence === sequence;
}
