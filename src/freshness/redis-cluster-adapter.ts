import { createCluster } from "@keyv/redis";
import type { KeyvStoreAdapter } from "keyv";

import type { Clock } from "../kernel/clock.ts";
import { createKeyv, type KeyvConnection } from "./keyv-connection.ts";
import { ofAnyType, plainTexts } from "./keyv-texts.ts";
import { redisClusterSettings } from "./redis-settings.ts";

/**
 * Keyv over a Redis cluster, by the address of one of its nodes. It may come and go: it is connected
 * to again, until it is closed.
 *
 * Commands go by the client's own routing, all of a batch in one round trip to each node. The adapter
 * of `@keyv/redis` asks nodes past that routing, and so never learns that slots have moved.
 */
export function connectRedisCluster(url: string, clock: Clock): KeyvConnection {
  const cluster = createCluster(redisClusterSettings(url));
  let state: "connecting" | "up" | "closed" = "connecting";
  const connect = async (): Promise<void> => {
    try {
      await cluster.connect();
      if (state === "connecting") state = "up";
      else cluster.destroy();
    } catch {
      if (state === "connecting") clock.after(retryMs, () => void connect());
    }
  };
  cluster.on("error", () => undefined);
  void connect();

  const get = async <Value>(key: string) => {
    const text: unknown = await cluster.get(key);
    return text === null ? undefined : ofAnyType<Value>({ value: text });
  };
  const adapter: KeyvStoreAdapter = {
    opts: {},
    on: () => adapter,
    get,
    getMany: (keys) => Promise.all(keys.map((key) => get<never>(key))),
    set: (key, value: string, ttl) => cluster.set(key, value, timeToLive(ttl)),
    async setMany(entries) {
      await Promise.all(
        entries.map(({ key, value, ttl }) => cluster.set(key, String(value), timeToLive(ttl))),
      );
    },
    delete: async (key) => (await cluster.unlink(key)) > 0,
    async deleteMany(keys) {
      await Promise.all(keys.map((key) => cluster.unlink(key)));
      return true;
    },
    clear: () => Promise.reject(new Error("A cluster is shared: it is not cleared.")),
  };
  return {
    keyv: createKeyv(adapter, plainTexts),
    isUp: () => state === "up",
    async close() {
      const isOpen = state === "up";
      state = "closed";
      if (isOpen) cluster.destroy();
    },
  };
}

function timeToLive(ttlMs: number | undefined) {
  return ttlMs === undefined ? {} : { PX: ttlMs };
}

const retryMs = 500;
