import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.ts";
import { told } from "./load.ts";

describe("cache.store", () => {
  test.each(["none", "sqlite://cache.db", "mongodb+srv://db/cache"])("may be %s", (store) => {
    expect(resolveConfig({ cache: { store } }).cache.store).toBe(store);
  });

  test.each(["foo", "sqlite:cache.db", "dynamodb://table", "''", "5", "cacheredis://x"])(
    "%s is of no known kind",
    (store) => {
      expect(told(`cache: { store: ${store} }`)).toEqual([
        expect.stringMatching(
          /^1:17 CONFIG_INVALID_VALUE cache\.store must be "none", or an address that begins with one of sqlite:\/\/, .*, and is /,
        ),
      ]);
    },
  );

  test.each(["redis", "rediss", "valkey", "valkeys"])("a %s has a setting of its own", (scheme) => {
    expect(told(`cache: { store: "${scheme}://u:secret@db:6379" }`)).toEqual([
      expect.stringContaining(
        `cache.store must be a store other than a Redis or Valkey (that is written as cache.redis.url), and is '${scheme}://…@db:6379'.`,
      ),
    ]);
  });
});
