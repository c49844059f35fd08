import KeyvRedis, { createClient } from "@keyv/redis";

import { createKeyv, type KeyvConnection } from "./keyv-connection.ts";
import { plainTexts } from "./keyv-texts.ts";
import { redisSettings } from "./redis-settings.ts";

/** Keyv over a Redis or Valkey. It may come and go: it is connected to again, until it is closed. */
export function connectRedis(url: string): KeyvConnection {
  const client = createClient({ url, ...redisSettings() });
  // Who asks is told by what it asked for; an error that nobody listens to would end the process.
  client.on("error", ignore);
  // Goes on trying, and rejects when it is closed before.
  client.connect().catch(ignore);
  const adapter = new KeyvRedis(client, { throwOnErrors: true });
  return {
    keyv: createKeyv(adapter, plainTexts),
    isUp: () => client.isReady,
    close: async () => client.destroy(),
  };
}

function ignore(): void {}
