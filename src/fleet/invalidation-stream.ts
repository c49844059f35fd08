import { z } from "zod";

import { type Invalidation, readInvalidation } from "../freshness/invalidation.ts";
import { parseJson, stringifyJson } from "../kernel/json.ts";
import type { FleetKeys } from "./fleet-keys.ts";
import type { RedisLink } from "./redis-link.ts";
import { readStreamId, type StreamId, writeStreamId } from "./stream-id.ts";

/** An entry of the shared log. */
export interface StreamEntry {
  readonly id: StreamId;
  readonly invalidation: Invalidation;
  /** By whom it is, and which of theirs. */
  readonly by: string;
}

export interface InvalidationStreamOptions {
  readonly link: RedisLink;
  readonly keys: Pick<FleetKeys, "invalidations" | "invalidationNotices">;
}

/** The shared log of invalidations as a Redis stream. All operations reject when Redis is away. */
export class InvalidationStream {
  readonly #options: InvalidationStreamOptions;

  constructor(options: InvalidationStreamOptions) {
    this.#options = options;
  }

  /** Appends one, and tells those who listen: as many as it gives. */
  async append(invalidation: Invalidation, by: string): Promise<number> {
    return z.number().parse(await this.#run(appendScript, [stringifyJson(invalidation), by]));
  }

  /**
   * Sees to it that there is a log, and that it goes on after `last`, the last id that was ever
   * seen in it. Where it does not, what is dated by it means nothing: it begins anew with the end of
   * everything.
   */
  async begin(last: StreamId | undefined): Promise<void> {
    const { ms, sequence } = last ?? { ms: 0, sequence: 0 };
    await this.#run(beginScript, [ms, sequence].map(String));
  }

  /** Some entries from this one on, this one included; from the first one on where it is undefined. */
  async read(from: StreamId | undefined): Promise<readonly StreamEntry[]> {
    const start = from === undefined ? "-" : writeStreamId(from);
    const reply = await this.#options.link.run((redis) =>
      redis.xRange(this.#options.keys.invalidations, start, "+", { COUNT: pageSize }),
    );
    return entriesSchema.parse(reply).flatMap(({ id: text, message }) => {
      const invalidation = read(message["invalidation"]);
      const ids = [readStreamId(text)].filter((id) => id !== undefined);
      return ids.map((id) => ({ id, invalidation, by: message["by"] ?? "" }));
    });
  }

  async #run(script: string, given: readonly string[]): Promise<unknown> {
    const { link, keys } = this.#options;
    return await link.run((redis) =>
      redis.eval(script, {
        keys: [keys.invalidations],
        arguments: [String(mostEntries), keys.invalidationNotices, ...given],
      }),
    );
  }
}

const entriesSchema = z.array(
  z.object({ id: z.string(), message: z.record(z.string(), z.string()) }),
);

/** About how many entries the log keeps: the oldest are dropped. */
export const mostEntries = 50_000;

/** How many entries are read at a time. */
const pageSize = 1000;

/** What nobody here understands may mean anything, so it means everything. */
function read(text: string | undefined): Invalidation {
  try {
    // Mutations name what their callers write, however long that is.
    return readInvalidation(parseJson(text ?? ""), { longestName: Infinity });
  } catch {
    return { all: true };
  }
}

/** The first entry of a log ends everything: what is older was dated by another log. */
const appendScript = `
local key, most, channel = KEYS[1], ARGV[1], ARGV[2]
if redis.call('EXISTS', key) == 0 then
  redis.call('XADD', key, '*', 'invalidation', '{"all":true}', 'by', '')
end
redis.call('XADD', key, 'MAXLEN', '~', most, '*', 'invalidation', ARGV[3], 'by', ARGV[4])
return redis.call('PUBLISH', channel, '')
`;

/** Ids are never given twice, not even by a server whose clock is behind. */
const beginScript = `
local key, most, channel = KEYS[1], ARGV[1], ARGV[2]
local ms, sequence = tonumber(ARGV[3]), tonumber(ARGV[4])
local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
if last then
  local lastMs, lastSequence = string.match(last[1], '(%d+)-(%d+)')
  lastMs, lastSequence = tonumber(lastMs), tonumber(lastSequence)
  if lastMs > ms or (lastMs == ms and lastSequence >= sequence) then return 0 end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id = string.format('%.0f-0', math.max(now, ms + 1))
redis.call('XADD', key, 'MAXLEN', '~', most, id, 'invalidation', '{"all":true}', 'by', '')
return redis.call('PUBLISH', channel, '')
`;
