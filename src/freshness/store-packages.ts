import type { Problem } from "../kernel/problem.ts";

/** The package of Keyv's that opens a store with this address; undefined for one of no known kind. */
export function storePackageOf(url: string): string | undefined {
  const [, scheme = ""] = /^([a-z+]+):\/\/./.exec(url) ?? [];
  return packages.get(scheme);
}

/** What the address of a store begins with, for people. */
export function storeSchemes(): string {
  return [...packages.keys()].map((scheme) => `${scheme}://`).join(", ");
}

/** Looks whether the package of a store is installed, without loading it. */
export function checkStorePackage(
  url: string | undefined,
  resolve: (name: string) => string = (name) => import.meta.resolve(name),
): readonly Problem[] {
  const packageName = url === undefined ? undefined : storePackageOf(url);
  if (packageName === undefined) return [];
  try {
    resolve(packageName);
    return [];
  } catch (cause) {
    // One that is there and broken says what is wrong with it when it is loaded.
    return isNotInstalled(cause) ? [missingStorePackage(packageName)] : [];
  }
}

/** Whether this is what an import of a package that is not installed fails with. */
export function isNotInstalled(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}

/** That the package of a store is not installed. */
export function missingStorePackage(packageName: string): Problem {
  return {
    code: "STORE_PACKAGE_MISSING",
    severity: "error",
    message: `The store of cache.store needs the package ${packageName}, which is not installed.`,
    help: `Run: npm install ${packageName}`,
    origin: undefined,
  };
}

const packages: ReadonlyMap<string, string> = new Map([
  ["sqlite", "@keyv/sqlite"],
  ["postgres", "@keyv/postgres"],
  ["postgresql", "@keyv/postgres"],
  ["mysql", "@keyv/mysql"],
  ["mongodb", "@keyv/mongo"],
  ["mongodb+srv", "@keyv/mongo"],
  ["memcache", "@keyv/memcache"],
  ["memcached", "@keyv/memcache"],
  ["etcd", "@keyv/etcd"],
]);
