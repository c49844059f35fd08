import type { KeyvStoreAdapter } from "keyv";

import type { Clock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { createKeyv, type KeyvConnection } from "./keyv-connection.ts";
import { datedTexts } from "./keyv-texts.ts";

export interface ConnectStoreOptions {
  /** Its scheme says what kind of store it is. */
  readonly url: string;
  /** Whether it is the address of a node of a Redis cluster. */
  readonly isCluster: boolean;
  readonly clock: Clock;
  /** Default: imports what is installed. */
  readonly importPackage?: (name: string) => Promise<unknown>;
}

/**
 * Connects to a store that others share, without waiting for it to be there. Only what it needs is
 * loaded.
 *
 * @throws ProblemsError when there is no such kind of store, or its package is not installed.
 */
export async function connectStore(options: ConnectStoreOptions): Promise<KeyvConnection> {
  const connection = await connect(options);
  // Adapters tell of failures by events, too: of what was asked, who asked it is told.
  connection.keyv.on("error", () => undefined);
  return connection;
}

async function connect({
  url,
  isCluster,
  clock,
  importPackage = (name) => import(name),
}: ConnectStoreOptions): Promise<KeyvConnection> {
  const scheme = url.slice(0, Math.max(0, url.indexOf(":")));
  if (redisSchemes.has(scheme)) {
    // The client knows Valkey by the name that it had before.
    const redisUrl = url.replace(/^valkey/, "redis");
    if (isCluster) {
      const { connectRedisCluster } = await import("./redis-cluster-adapter.ts");
      return connectRedisCluster(redisUrl, clock);
    }
    const { connectRedis } = await import("./redis-adapter.ts");
    return connectRedis(redisUrl);
  }
  const packageName = packages.get(scheme);
  if (packageName === undefined) throw new ProblemsError([unknownStore(scheme)]);
  const imported = await importPackage(packageName).catch((cause: unknown) => {
    throw isNotFound(cause) ? new ProblemsError([missingPackage(scheme, packageName)]) : cause;
  });
  const keyv = createKeyv(createAdapter(imported, url), datedTexts);
  return { keyv, isUp: () => true, close: () => keyv.disconnect() };
}

/** All of Keyv's packages export a class by default, which is made with an address. */
function createAdapter(imported: unknown, url: string): KeyvStoreAdapter {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a package that is not here
  const { default: Adapter } = imported as { default: new (url: string) => KeyvStoreAdapter };
  return new Adapter(url);
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}

function unknownStore(scheme: string): Problem {
  const known = [...redisSchemes, ...packages.keys()].map((name) => `${name}://`).join(", ");
  return {
    code: "UNKNOWN_STORE",
    severity: "error",
    message: `A shared cache has an address of a kind that is known; this one is "${scheme}:".`,
    help: `Give cache.store an address that begins with one of ${known}.`,
    origin: undefined,
  };
}

function missingPackage(scheme: string, packageName: string): Problem {
  return {
    code: "STORE_PACKAGE_MISSING",
    severity: "error",
    message: `A shared cache at "${scheme}:" needs the package ${packageName}, which is not installed.`,
    help: `Run: npm install ${packageName}`,
    origin: undefined,
  };
}

const redisSchemes: ReadonlySet<string> = new Set(["redis", "rediss", "valkey", "valkeys"]);

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
