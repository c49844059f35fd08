import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.ts";
import { sharedRedis } from "../../src/config/shared-redis.ts";

const token = "0123456789abcdef";
const shortToken = () => resolveConfig({ admin: { port: 4001, token: token.slice(1) } });

describe("the admin endpoint", () => {
  test("is off unless it has a port, and then it needs a token", () => {
    expect(resolveConfig({}).admin).toEqual({ host: "127.0.0.1" });
    expect(() => resolveConfig({ admin: { port: 4001 } })).toThrow(
      /CONFIG_INVALID_VALUE: admin\.token must be a text of 16 bytes or more where admin\.port is set, and is missing\.\n.*bearer token/,
    );
    const { admin } = resolveConfig({ admin: { port: 4001, token } });
    expect(admin).toEqual({ host: "127.0.0.1", port: 4001, token });
    expect(resolveConfig({ admin: { token } }).admin.port).toBeUndefined();
  });

  test("has no token that could be found by trying, and no message tells it", () => {
    expect(shortToken).toThrow(
      /admin\.token must be a text of 16 bytes or more, and is not\.\n.*openssl rand -hex 24/,
    );
    expect(shortToken).not.toThrow(/abcdef/);
  });
});

test("replicas share invalidations in the Redis they are tuned through, or else keep values in", () => {
  const cache = { redis: { url: "redis://values" } };
  const redis = { url: "redis://tunings", prefix: "shop" };
  expect(sharedRedis(resolveConfig({}))).toBeUndefined();
  expect(sharedRedis(resolveConfig({ cache }))).toEqual({
    url: "redis://values",
    isCluster: false,
    prefix: "sluice",
  });
  expect(sharedRedis(resolveConfig({ cache, redis }))).toEqual({ ...redis, isCluster: false });
  const cluster = { redis: { ...cache.redis, cluster: true } };
  expect(sharedRedis(resolveConfig({ cache: cluster }))).toMatchObject({ isCluster: true });
  expect(sharedRedis(resolveConfig({ cache: cluster, redis }))).toMatchObject({ isCluster: false });
});
