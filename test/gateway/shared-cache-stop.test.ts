import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";

const schema = `
  type Query {
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
  }
  type User @freshness(ttl: "200ms", staleWhileRevalidate: "1h") { id: ID! name: String }
`;

describeWithRedis("a gateway that stops", () => {
  let redis: TestRedis;
  let console: RedisConsole;
  beforeAll(async () => {
    redis = await startRedis();
    console = await openRedisConsole(redis.url);
  });
  afterAll(async () => {
    console.close();
    await redis.kill();
  });

  /** A gateway whose source answers at once, or once it is let go. */
  async function open(prefix: string) {
    const held = { until: Promise.resolve() };
    const opened = await openGateway({
      schema,
      config: { redis: { url: redis.url, prefix }, cache: { deadline: "2s" } },
      routes: {
        "GET /users/:id": async ({ params: { id } }) => {
          await held.until;
          return json({ id, name: "Ann" });
        },
      },
    });
    await opened.gateway.start();
    const namesOf = (kind: string) => console.send("KEYS", `${prefix}:${kind}:*`);
    return { ...opened, held, namesOf };
  }

  test("keeps what it has just answered, and leaves no lease for which others would wait", async () => {
    const { ask, gateway, namesOf } = await open("answered");
    const users = Array.from({ length: 30 }, (_, id) => `u${id}: user(id: "${id}") { name }`);
    const { errors } = await ask(`{ ${users.join(" ")} }`);
    expect(errors).toBeUndefined();
    await gateway.stop();
    expect(await namesOf("lease")).toEqual([]);
    expect(await namesOf("entry")).toHaveLength(30);
  });

  test("leaves none of what it was asking for anew, either", async () => {
    const { ask, gateway, upstream, held, namesOf } = await open("refreshing");
    await ask('{ user(id: "1") { name } }');
    await setTimeout(210);
    const { promise, resolve } = Promise.withResolvers<void>();
    held.until = promise;
    expect(await ask('{ user(id: "1") { name } }')).toEqual({ data: { user: { name: "Ann" } } });
    await upstream.hasReceived(2);
    expect(await namesOf("lease")).toHaveLength(1);
    const stopped = gateway.stop();
    resolve();
    await stopped;
    expect(await namesOf("lease")).toEqual([]);
  });
});
