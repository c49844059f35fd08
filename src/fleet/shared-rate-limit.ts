import { z } from "zod";

import type { RateLimitLease, RateLimitShare } from "../sources/rate-limit-share.ts";
import type { RateLimitSettings } from "../sources/source-settings.ts";
import { burstOf, tokensPerMs } from "../sources/token-bucket.ts";
import type { RedisCommands, RedisLink } from "./redis-link.ts";

/** The rate limit of a source as a token bucket in Redis, which all replicas take from. */
export class SharedRateLimit implements RateLimitShare {
  readonly #link: RedisLink;
  readonly #key: string;

  constructor(link: RedisLink, key: string) {
    this.#link = link;
    this.#key = key;
  }

  async lease(calls: number, limit: RateLimitSettings): Promise<RateLimitLease> {
    return await this.#link.run((commands) =>
      takeTokens(commands, { key: this.#key, calls, limit }),
    );
  }
}

async function takeTokens(
  commands: RedisCommands,
  {
    key,
    calls,
    limit,
  }: { readonly key: string; readonly calls: number; readonly limit: RateLimitSettings },
): Promise<RateLimitLease> {
  const reply: unknown = await commands.eval(script, {
    keys: [key],
    arguments: [
      calls,
      burstOf(limit),
      tokensPerMs(limit),
      limit.calls,
      // PEXPIRE takes whole numbers only.
      Math.ceil(limit.perMs * 2),
    ].map(String),
  });
  const [granted, waitMs] = replySchema.parse(reply);
  return { granted, waitMs };
}

const replySchema = z.tuple([z.number(), z.number()]);

/**
 * The same bucket as a gateway has for itself (sources/token-bucket.ts), by the clock of Redis:
 * `spent` tokens are missing, and come back with time. It grants as many as there are, and says how
 * long until there is another.
 */
const script = `
local wanted, burst, perMs, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local kept = redis.call('HMGET', KEYS[1], 'spent', 'at')
local spent, at = tonumber(kept[1]) or 0, tonumber(kept[2]) or now
spent = math.max(0, math.min(spent, most) - math.max(0, now - at) * perMs)
local granted = math.max(0, math.min(wanted, math.floor(burst - spent + 1e-9)))
spent = spent + granted
redis.call('HSET', KEYS[1], 'spent', string.format('%.9f', spent), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local wait = 0
if granted < wanted then wait = math.max(1, math.ceil((spent + 1 - burst) / perMs)) end
return { granted, wait }
`;
