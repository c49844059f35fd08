import { z } from "zod";

import type { RateShare, RateUse, SharedUse } from "../admission/rate-share.ts";
import type { RedisLink } from "./redis-link.ts";

/** What callers use, counted in Redis by all replicas together. */
export class SharedCallerRates implements RateShare {
  readonly #link: RedisLink;
  readonly #keyOf: (callerKey: string) => string;

  constructor(link: RedisLink, keyOf: (callerKey: string) => string) {
    this.#link = link;
    this.#keyOf = keyOf;
  }

  async add(callerKey: string, { operations, calls }: RateUse): Promise<SharedUse> {
    const reply: unknown = await this.#link.run((commands) =>
      commands.eval(script, {
        keys: [this.#keyOf(callerKey)],
        arguments: [String(operations), String(calls)],
      }),
    );
    const [now, callsNow, before, callsBefore, elapsedMs] = replySchema.parse(reply);
    return {
      now: { operations: now, calls: callsNow },
      before: { operations: before, calls: callsBefore },
      elapsedMs,
    };
  }
}

const replySchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/** Windows of a minute, by the clock of Redis: the one that has begun, and the one before. */
const script = `
local time = redis.call('TIME')
local window = math.floor(time[1] / 60)
local kept = redis.call('HMGET', KEYS[1], 'window', 'operations', 'calls', 'operationsBefore', 'callsBefore')
local at = tonumber(kept[1]) or window
local now, callsNow, before, callsBefore = tonumber(kept[2]) or 0, tonumber(kept[3]) or 0, tonumber(kept[4]) or 0, tonumber(kept[5]) or 0
if at == window - 1 then
  before, callsBefore, now, callsNow = now, callsNow, 0, 0
elseif at < window then
  before, callsBefore, now, callsNow = 0, 0, 0, 0
end
now = math.max(0, now + tonumber(ARGV[1]))
callsNow = math.max(0, callsNow + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'window', window, 'operations', now, 'calls', callsNow, 'operationsBefore', before, 'callsBefore', callsBefore)
redis.call('PEXPIRE', KEYS[1], 120000)
return { now, callsNow, before, callsBefore, math.floor((time[1] % 60) * 1000 + time[2] / 1000) }
`;
