import type { KeyvStoreAdapter } from "keyv";

import type { Clock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { createKeyv, type KeyvConnection } from "./keyv-connection.ts";
import { datedTexts } from "./keyv-texts.ts";
import {
  isNotInstalled,
  missingStorePackage,
  storePackageOf,
  storeSchemes,
} from "./store-packages.ts";

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
  const packageName = storePackageOf(url);
  if (packageName === undefined) throw new ProblemsError([unknownStore(url)]);
  const imported = await importPackage(packageName).catch((cause: unknown) => {
    throw isNotInstalled(cause) ? new ProblemsError([missingStorePackage(packageName)]) : cause;
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

function unknownStore(url: string): Problem {
  // A user and a password are not to be in logs.
  const shown = url.replace(/:.*@/s, "://…@");
  return {
    code: "UNKNOWN_STORE",
    severity: "error",
    message: `A shared cache has an address of a kind that is known; this one is "${shown}".`,
    help: `Give cache.store an address that begins with one of ${storeSchemes()}.`,
    origin: undefined,
  };
}

const redisSchemes: ReadonlySet<string> = new Set(["redis", "rediss", "valkey", "valkeys"]);
