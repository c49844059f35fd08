import { randomUUID } from "node:crypto";

import type { Clock } from "../kernel/clock.ts";
import { type FleetKeys, fleetKeys } from "./fleet-keys.ts";
import { type TuningAnswer, readAnswer, writeNotice } from "./fleet-message.ts";
import { type RedisCommands, RedisLink } from "./redis-link.ts";
import { type TunedSetting, fieldOf, readTunings } from "./tuned-setting.ts";

export interface TuneFleetOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  readonly prefix: string;
  readonly clock: Clock;
  /** Who tunes: a person and a machine; replicas log it. */
  readonly by: string;
}

/** What is to be tuned of one source. */
export interface TuningOrder {
  readonly source: string;
  readonly set: readonly Pick<TunedSetting, "path" | "value">[];
  /** Settings to be as the file has them again, with all below them: [] is all of this source. */
  readonly reset: readonly (readonly string[])[];
}

export interface FleetReport {
  /** How many replicas were told. */
  readonly told: number;
  /** What they have answered, those that did within two seconds. */
  readonly answers: readonly TuningAnswer[];
  /** It is taken back when replicas refuse it: then all is as it was before. */
  readonly state: "kept" | "taken back" | "unchanged";
}

/**
 * Tunes all replicas, those of now and those that start later, and gathers what they say of it.
 *
 * Rejects when Redis does not answer.
 */
export async function tuneFleet(
  order: TuningOrder,
  { url, isCluster = false, prefix, clock, by }: TuneFleetOptions,
): Promise<FleetReport> {
  const keys = fleetKeys(prefix);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const onDown = failed.reject;
  const commands = new RedisLink({ url, isCluster, clock, onDown });
  const ears = new RedisLink({ url, isCluster, clock });
  try {
    // Who tunes wants to know at once; there is nothing to go on with.
    await Promise.race([Promise.all([commands.open(), ears.open()]), failed.promise]);
    const before = await commands.run((redis) => redis.hGetAll(keys.tunings));
    const changes = changesFor(order, before);
    if (changes.size === 0) return { told: 0, answers: [], state: "unchanged" };
    await commands.run((redis) => writeAll(redis, keys.tunings, changes));

    const announce = { order, by, keys, clock, commands, ears };
    const report = await gatherAnswers(announce);
    const isRefused = report.answers.some(({ refused }) => refused !== undefined);
    if (!isRefused) return { ...report, state: "kept" };
    const back = new Map([...changes.keys()].map((field) => [field, before[field]]));
    await commands.run((redis) => writeAll(redis, keys.tunings, back));
    await commands.run((redis) => redis.publish(keys.notices, notice(announce, "taken back")));
    return { ...report, state: "taken back" };
  } finally {
    commands.close();
    ears.close();
  }
}

/** Values by the fields of the hash; undefined removes one. */
type Changes = ReadonlyMap<string, string | undefined>;

function changesFor({ source, set, reset }: TuningOrder, hash: Record<string, string>): Changes {
  const isBelow = (path: readonly string[]) =>
    reset.some((top) => top.every((key, index) => key === path[index]));
  const paths = readTunings(hash).flatMap((tuned) =>
    tuned.source === source && isBelow(tuned.path) ? [tuned.path] : [],
  );
  return new Map<string, string | undefined>([
    ...paths.map((path) => [fieldOf({ source, path }), undefined] as const),
    ...set.map(({ path, value }) => [fieldOf({ source, path }), JSON.stringify(value)] as const),
  ]);
}

async function writeAll(redis: RedisCommands, key: string, changes: Changes): Promise<void> {
  const removed = [...changes].flatMap(([field, value]) => (value === undefined ? [field] : []));
  const written = [...changes].flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  if (removed.length > 0) await redis.hDel(key, removed);
  if (written.length > 0) await redis.hSet(key, Object.fromEntries(written));
}

interface Announcement {
  readonly order: TuningOrder;
  readonly by: string;
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly commands: RedisLink;
  readonly ears: RedisLink;
}

/** Tells the replicas, and waits until all of them have answered, or long enough. */
async function gatherAnswers(announcement: Announcement): Promise<Omit<FleetReport, "state">> {
  const { keys, clock, commands, ears } = announcement;
  const id = randomUUID();
  const answers: TuningAnswer[] = [];
  const all = Promise.withResolvers<void>();
  let told = Infinity;
  const check = () => {
    if (answers.length >= told) all.resolve();
  };
  await ears.run((redis) =>
    redis.subscribe(keys.answersTo(id), (text) => {
      answers.push(...[readAnswer(text)].filter((answer) => answer !== undefined));
      check();
    }),
  );
  const text = notice(announcement, wordsOf(announcement.order), id);
  told = await commands.run((redis) => redis.publish(keys.notices, text));
  const timer = clock.after(patienceMs, all.resolve);
  check();
  await all.promise;
  timer.cancel();
  return { told, answers: answers.toSorted((a, b) => a.replica.localeCompare(b.replica)) };
}

function notice({ order, by }: Announcement, words: string, id: string = randomUUID()): string {
  return writeNotice({ id, source: order.source, by, order: words });
}

function wordsOf({ set, reset }: TuningOrder): string {
  const names = reset.map((path) => `--reset ${path.join(".")}`.trim());
  const values = set.map(({ path, value }) => `${path.join(".")}=${JSON.stringify(value)}`);
  return [...names, ...values].join(" ");
}

const patienceMs = 2000;
