import type { Problem } from "../kernel/problem.ts";
import { reasonOf } from "../kernel/reason-of.ts";

/** Why a command could not use the Redis that replicas share: it is not there, or it refuses. */
export function redisFailure(url: string, error: unknown): Problem {
  const { host } = new URL(url);
  const reason = reasonOf(error);
  if (refusal.test(reason)) {
    return {
      code: "REDIS_REFUSED",
      severity: "error",
      message: `The Redis that replicas share must let Sluice in, and the one at ${host} refuses the user or the password: ${reason}.`,
      help: "Correct them in redis.url, or else cache.redis.url: redis://user:password@host:6379, where @ : / in a password are written %40 %3A %2F.",
      origin: undefined,
    };
  }
  return {
    code: "REDIS_UNREACHABLE",
    severity: "error",
    message: `The Redis that replicas share must answer, and the one at ${host} does not: ${reason}.`,
    help: "Check redis.url, or else cache.redis.url, and that the server runs and can be reached from here.",
    origin: undefined,
  };
}

/** What the messages of Redis about users and passwords have in them. */
const refusal = /\b(WRONGPASS|NOAUTH|NOPERM|AUTH|invalid password)\b/;
