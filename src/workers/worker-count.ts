import { type Problem, ProblemsError } from "../kernel/problem.ts";
import type { Config } from "../config/config.ts";

/**
 * How many processes are to answer: 1 is one alone, without workers.
 *
 * A source's slots are parted among all workers, and the one that comes first at a restart; so
 * there must be one for each. "auto" is as many as the machine has processors for, and slots.
 *
 * @throws ProblemsError when more are asked for than a source has slots for.
 */
export function workerCount(config: Config, parallelism: number): number {
  const { workers, sources } = config;
  const slots = Object.entries(sources).flatMap(([name, { maxConcurrentCalls }]) =>
    maxConcurrentCalls === "adaptive" ? [] : [{ name, maxConcurrentCalls }],
  );
  if (workers === 1) return 1;
  if (workers === "auto") {
    const most = slots.map(({ maxConcurrentCalls }) => maxConcurrentCalls - 1);
    return Math.max(1, Math.min(parallelism, ...most));
  }
  const tooFew = slots.filter(({ maxConcurrentCalls }) => maxConcurrentCalls <= workers);
  if (tooFew.length === 0) return workers;
  throw new ProblemsError(
    tooFew.map(({ name, maxConcurrentCalls }): Problem => {
      const setting = `sources.${name}.maxConcurrentCalls`;
      return {
        code: "TOO_MANY_WORKERS",
        severity: "error",
        message: `With ${workers} workers, ${setting} must be ${workers + 1} or more, and is ${maxConcurrentCalls}: each worker has a part of it, and one more worker is there at a restart.`,
        help: "Have fewer workers, or raise it.",
        origin: config.originOf(["sources", name, "maxConcurrentCalls"]),
      };
    }),
  );
}
