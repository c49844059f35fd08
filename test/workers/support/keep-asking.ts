import { setTimeout } from "node:timers/promises";

import { Pool } from "undici";

export interface Asking {
  /** How many answers there were, by what stood in them. */
  readonly answers: ReadonlyMap<string, number>;
  /** What was no answer as it should be. */
  readonly failures: readonly unknown[];
  /** Ends it. Resolves when the last answer is there. */
  readonly stop: () => Promise<void>;
}

/** Keeps asking over so many kept connections, one request after the other on each. */
export function keepAsking(url: string, query: string, connections: number): Asking {
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 });
  const answers = new Map<string, number>();
  const failures: unknown[] = [];
  const isOver = new AbortController();
  async function askOn(): Promise<void> {
    while (!isOver.signal.aborted) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { statusCode, body } = await pool.request({
          method: "POST",
          path: new URL(url).pathname,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query }),
        });
        // oxlint-disable-next-line no-await-in-loop -- the same
        const text = await body.text();
        if (statusCode !== 200 || text.includes('"errors"')) failures.push(`${statusCode} ${text}`);
        answers.set(text, (answers.get(text) ?? 0) + 1);
        // A little, so that what is new can start beside it on a small machine.
        // oxlint-disable-next-line no-await-in-loop -- the same
        await setTimeout(2);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  const ended = Promise.all(Array.from({ length: connections }, askOn));
  return {
    answers,
    failures,
    async stop() {
      isOver.abort();
      await ended;
      await pool.close();
    },
  };
}
