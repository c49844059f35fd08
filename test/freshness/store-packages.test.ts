import { describe, expect, test } from "vitest";

import { checkStorePackage } from "../../src/freshness/store-packages.ts";

describe("the package of a store", () => {
  test("is looked for by the kind of the store, and not loaded", () => {
    const asked: string[] = [];
    const find = (name: string) => {
      asked.push(name);
      return `file:///${name}`;
    };
    expect(checkStorePackage("postgresql://db/cache", find)).toEqual([]);
    expect(asked).toEqual(["@keyv/postgres"]);
  });

  test("is told of when it is not installed, and how to get it", () => {
    expect(checkStorePackage("mongodb+srv://db/cache")).toMatchObject([
      { code: "STORE_PACKAGE_MISSING", help: "Run: npm install @keyv/mongo" },
    ]);
  });

  test("that is there and broken is left to what loads it", () => {
    expect(checkStorePackage("etcd://db", failing)).toEqual([]);
  });

  test.each([undefined, "none", "foo"])("is none for %s", (url) => {
    expect(checkStorePackage(url)).toEqual([]);
  });
});

function failing(): never {
  throw new Error("broken");
}
