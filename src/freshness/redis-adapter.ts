import KeyvRedis, { createClient } from "@keyv/redis";
import { Keyv } from "keyv";

import type { KeyvConnection } from "./keyv-connection.ts";
import { plainTexts } from "./keyv-texts.ts";
import { redisSettings } from "./redis-settings.ts";

/** Keyv over a Redis or Valkey. It may come and go: it is connected to again, until it is closed. */
export function connectRedis(url: string): KeyvConnection {
  const client = createClient({ url, ...redisSettings });
  // Who asks is told by what it asked for; an error that nobody listens to would end the process.
  client.on("error", () => undefined);
  // Goes on trying, and rejects when it is closed before.
  client.connect().catch(() => undefined);
  const adapter = new KeyvRedis(client, { throwOnErrors: true });
  return {
    keyv: new Keyv(adapter, { ...plainTexts, throwOnErrors: true, useKeyPrefix: false }),
    isUp: () => client.isReady,
    close: async () => client.destroy(),
  };
}
