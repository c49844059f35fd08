import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";
import {
  authorsOf,
  nameOfUser,
  type SharedUsers,
  sharedUsers,
  startSharedUsers,
  withSource,
} from "./support/shared-users.ts";

describeWithRedis("gateways that share what they keep", () => {
  let redis: TestRedis;
  let console: RedisConsole;
  let users: SharedUsers;
  beforeAll(async () => {
    redis = await startRedis();
    console = await openRedisConsole(redis.url);
    const config = { redis: { url: redis.url } };
    users = await startSharedUsers({ configs: [config, config] });
  });
  afterAll(async () => {
    await users.close();
    console.close();
    await redis.kill();
  });

  test("answer what another one has fetched, and say that it is a hit", async () => {
    const [one, other] = users.gateways;
    users.upstream.forget();
    const first = await console.whileKept(1, () => one.ask(nameOfUser("1")));
    expect(first.cacheStatus).toContain("fwd=miss; stored");
    const second = await other.ask(nameOfUser("1"));
    expect(second.data).toEqual(first.data);
    expect(second.cacheStatus).toMatch(/^Sluice; hit/);
    expect(users.upstream.asked).toEqual(["GET /users/1"]);
  });

  test("have of a batch only that fetched which none of them has", async () => {
    const [one, other] = users.gateways;
    users.upstream.forget();
    const first = await console.whileKept(2, () => one.ask(authorsOf(["a", "b"])));
    const second = await console.whileKept(1, () => other.ask(authorsOf(["a", "b", "c"])));
    expect(second.data).toEqual({
      posts: [
        ...[first.data?.["posts"]].flat(),
        { author: { name: expect.stringMatching(/^c /) } },
      ],
    });
    const batches = users.upstream.asked.filter((asked) => asked.startsWith("GET /authors"));
    expect(batches).toEqual(["GET /authors?id=a&id=b", "GET /authors?id=c"]);
  });

  test("share what is one caller's with nobody but this caller", async () => {
    const [one, other] = users.gateways;
    const me = "{ me { id name } }";
    users.upstream.forget();
    const kim = await console.whileKept(1, () => one.ask(me, { authorization: "kim" }));
    const lee = await console.whileKept(1, () => other.ask(me, { authorization: "lee" }));
    const nobody = await console.whileKept(1, () => other.ask(me));
    expect([kim, lee, nobody].map(({ data }) => data)).toEqual([
      { me: { id: "kim", name: expect.any(String) } },
      { me: { id: "lee", name: expect.any(String) } },
      { me: { id: "", name: expect.any(String) } },
    ]);
    expect(users.upstream.asked).toHaveLength(3);
    expect((await other.ask(me, { authorization: "kim" })).data).toEqual(kim.data);
    expect((await one.ask(me, { authorization: "lee" })).data).toEqual(lee.data);
    expect((await one.ask(me)).data).toEqual(nobody.data);
    expect(users.upstream.asked).toHaveLength(3);
  });

  test("have names in Redis that tell nothing of callers, and every entry ends there by itself", async () => {
    const [one] = users.gateways;
    const me = "{ me { name } }";
    await console.whileKept(1, () => one.ask(me, { authorization: "s3cret" }));
    const names = await console.entries();
    expect(names.join()).not.toContain("s3cret");
    const ttls = await Promise.all(names.map((name) => console.send("PTTL", name)));
    for (const ttl of ttls) expect(ttl).toBeGreaterThan(0);
    for (const ttl of ttls) expect(ttl).toBeLessThanOrEqual(3_600_000);
  });

  test("never read what was kept for another selection, before and after a reload", async () => {
    const [one] = users.gateways;
    const read = (schema: string) => ({
      schema: schemaFile(withSource(schema, users.upstream)),
      config: { redis: { url: redis.url } },
      log: createLogMemory().log,
    });
    const changed = sharedUsers.replace(
      '"/users/{$args.id}" }, selection: "id name"',
      '"/users/{$args.id}" }, selection: "id name: id"',
    );
    const gateway = await createGateway(read(sharedUsers));
    onTestFinished(() => gateway.stop());
    users.upstream.forget();

    const before = await console.whileKept(1, () => one.ask(nameOfUser("r")));
    expect(await gateway.execute({ query: nameOfUser("r") })).toEqual({ data: before.data });
    await gateway.reload(read(changed));
    const renamed = { data: { user: { name: "r" } } };
    expect(await console.whileKept(1, () => gateway.execute({ query: nameOfUser("r") }))).toEqual(
      renamed,
    );
    // The others, who have the old schema as yet, do not read what the new one has kept.
    expect((await one.ask(nameOfUser("r"))).data).toEqual(before.data);
    expect(users.upstream.asked).toEqual(["GET /users/r", "GET /users/r"]);

    await gateway.reload(read(sharedUsers));
    expect(await gateway.execute({ query: nameOfUser("r") })).toEqual({ data: before.data });
    expect(users.upstream.asked).toHaveLength(2);
  });

  test("ask Redis little: once for a batch that is there, twice for one that is not, never for memory", async () => {
    const [one, other] = users.gateways;
    const ids = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const cold = await console.callsOf(() => console.whileKept(10, () => one.ask(authorsOf(ids))));
    const warm = await console.callsOf(() => other.ask(authorsOf(ids)));
    const inMemory = await console.callsOf(() => other.ask(authorsOf(ids)));
    // Each key that is fetched has a lease, and is kept.
    expect(cold).toMatchObject({ mget: 2, set: 20 });
    expect(warm).toEqual({ mget: 1 });
    expect(inMemory).toEqual({});
  });

  test("write once what many requests of one of them have waited for", async () => {
    const [one] = users.gateways;
    const calls = await console.callsOf(() =>
      console.whileKept(1, () =>
        Promise.all(Array.from({ length: 20 }, () => one.ask(nameOfUser("slow-for-many")))),
      ),
    );
    // One transaction that keeps it, and one script that gives up the lease.
    expect(calls).toMatchObject({ multi: 1, eval: 1 });
  });
});
