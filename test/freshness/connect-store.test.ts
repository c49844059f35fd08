import { describe, expect, test } from "vitest";

import { connectStore } from "../../src/freshness/connect-store.ts";
import { KeyvStore } from "../../src/freshness/keyv-store.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { testStoreContract } from "./store-contract.ts";

/** What a package of Keyv's exports: a class, made with an address. */
class Adapter {
  static readonly urls: string[] = [];
  readonly opts = {};
  readonly #texts = new Map<string, string>();
  constructor(url: string) {
    Adapter.urls.push(url);
  }
  on(_event: string, tell: (error: Error) => void): this {
    tell(new Error("Nobody is there."));
    return this;
  }
  async get(key: string) {
    return this.#texts.get(key);
  }
  async set(key: string, text: string) {
    this.#texts.set(key, text);
  }
  async delete(key: string) {
    return this.#texts.delete(key);
  }
  async clear() {
    this.#texts.clear();
  }
}

const options = { isCluster: false, clock: systemClock };

testStoreContract("a package of Keyv's", async (parts) => {
  const connection = await connectStore({
    ...options,
    url: "sqlite://cache.db",
    importPackage: async () => ({ default: Adapter }),
  });
  return new KeyvStore({ ...parts, ...connection });
});

describe("a store by its address", () => {
  test.each([
    ["sqlite://cache.db", "@keyv/sqlite"],
    ["postgresql://db/cache", "@keyv/postgres"],
    ["mysql://db/cache", "@keyv/mysql"],
    ["mongodb+srv://db/cache", "@keyv/mongo"],
    ["memcached://db:11211", "@keyv/memcache"],
    ["etcd://db:2379", "@keyv/etcd"],
  ])("%s is opened by %s", async (url, packageName) => {
    const asked: string[] = [];
    await connectStore({
      ...options,
      url,
      async importPackage(name) {
        asked.push(name);
        return { default: Adapter };
      },
    });
    expect(asked).toEqual([packageName]);
    expect(Adapter.urls.at(-1)).toBe(url);
  });

  test("of a package that is not installed says how to get it", async () => {
    await expect(connectStore({ ...options, url: "etcd://localhost:2379" })).rejects.toMatchObject({
      problems: [
        { code: "STORE_PACKAGE_MISSING", help: "Run: npm install @keyv/etcd", severity: "error" },
      ],
    });
  });

  test.each([
    ["dynamodb://table", "dynamodb://table"],
    ["sqlite:cache.db", "sqlite:cache.db"],
    ["sqlite://", "sqlite://"],
    ["cache.db", "cache.db"],
    ["", ""],
    ["maria://user:p@ss@db", "maria://…@db"],
    ["maria:user:secret@db", "maria://…@db"],
  ])("%s is of no known kind, and shown without its password", async (url, shown) => {
    await expect(connectStore({ ...options, url })).rejects.toMatchObject({
      problems: [
        {
          code: "UNKNOWN_STORE",
          message: expect.stringContaining(`this one is "${shown}".`),
          help: expect.not.stringContaining("redis"),
        },
      ],
    });
  });

  test("of a package that fails when it is loaded says what failed", async () => {
    const opened = connectStore({
      ...options,
      url: "sqlite://cache.db",
      importPackage: () => Promise.reject(new Error("broken")),
    });
    await expect(opened).rejects.toThrow("broken");
  });
});
