import { createClient } from "@redis/client";
import { vi } from "vitest";

/** Somebody who looks into a Redis, and changes things there, beside the gateways. */
export interface RedisConsole {
  readonly send: (...command: readonly string[]) => Promise<unknown>;
  /** The names of the entries that are kept in it. */
  readonly entries: () => Promise<readonly string[]>;
  /** Does something, and waits until there are so many entries more, and no leases: that is behind answers. */
  readonly whileKept: <Value>(count: number, work: () => Promise<Value>) => Promise<Value>;
  /** How often each command is called meanwhile, without those that the gateways send by the clock. */
  readonly callsOf: (work: () => Promise<unknown>) => Promise<Readonly<Record<string, number>>>;
  readonly close: () => void;
}

/** Connects. Whoever does closes it. It comes back by itself after an outage. */
export async function openRedisConsole(url: string): Promise<RedisConsole> {
  const client = createClient({ url, RESP: 2 });
  client.on("error", () => undefined);
  await client.connect();
  const send = (...command: readonly string[]) => client.sendCommand([...command]);
  const entries = () => client.keys("*:entry:*");
  const hasLeases = async () => (await client.keys("*:lease:*")).length > 0;
  const stats = async () => {
    const text = await client.info("commandstats");
    const matches = text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
    return new Map([...matches].map(([, name = "", calls]) => [name, Number(calls)]));
  };
  return {
    send,
    entries,
    async whileKept(count, work) {
      const before = (await entries()).length;
      const value = await work();
      const isKept = async () => (await entries()).length >= before + count && !(await hasLeases());
      await vi.waitUntil(isKept, { timeout: 5000, interval: 2 });
      return value;
    },
    async callsOf(work) {
      const before = await stats();
      await work();
      const after = [...(await stats())].filter(([name]) => !beside.has(name));
      const more = after.map(([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const);
      return Object.fromEntries(more.filter(([, calls]) => calls > 0));
    },
    close: () => client.destroy(),
  };
}

/** What this console sends, and what each replica sends whether it is asked something or not. */
const beside = new Set(["info", "keys", "ping", "xrange"]);
