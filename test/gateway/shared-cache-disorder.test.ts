import { createServer } from "node:net";

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { openLine } from "./support/cuttable-line.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";
import {
  authorsOf,
  nameOfUser,
  type SharedUsers,
  startSharedUsers,
} from "./support/shared-users.ts";

describeWithRedis("a Redis in disorder", () => {
  let redis: TestRedis;
  let console: RedisConsole;
  let users: SharedUsers;
  let one: GatewayProcess;
  let other: GatewayProcess;
  beforeAll(async () => {
    redis = await startRedis();
    console = await openRedisConsole(redis.url);
    const config = { redis: { url: redis.url } };
    users = await startSharedUsers({ configs: [config, config] });
    [one, other] = users.gateways;
  });
  afterAll(async () => {
    await users.close();
    console.close();
    await redis.kill();
  });

  /** The name of the entry that is kept meanwhile. */
  async function keptBy(work: () => Promise<unknown>): Promise<string> {
    const before = new Set(await console.entries());
    await console.whileKept(1, work);
    return (await console.entries()).find((name) => !before.has(name)) ?? "";
  }

  test("that gives one caller's entry for another's is not believed", async () => {
    const me = "{ me { id } }";
    const its = await keptBy(() => one.ask(me, { authorization: "kim" }));
    const wanted = await keptBy(() => one.ask(me, { authorization: "lee" }));
    await console.send("COPY", its, wanted, "REPLACE");
    expect((await other.ask(me, { authorization: "lee" })).data).toEqual({ me: { id: "lee" } });
  });

  /** What is there for a key, whoever has written it. */
  const rubbish: readonly [string, (name: string) => Promise<unknown>][] = [
    ["text", (name) => console.send("SET", name, "<html>")],
    ["nothing", (name) => console.send("SET", name, "")],
    ["JSON of another form", (name) => console.send("SET", name, '{"value":{"name":"Mallory"}}')],
    ["half an entry", (name) => console.send("SETRANGE", name, "40", "\u0000\u0000")],
    [
      "another type",
      async (name) => {
        await console.send("DEL", name);
        await console.send("LPUSH", name, "1");
      },
    ],
  ];

  test.each(rubbish)("that has %s for an entry is not believed", async (what, write) => {
    const id = what.replaceAll(" ", "-");
    await write(await keptBy(() => one.ask(nameOfUser(id))));
    users.upstream.forget();
    const { status, data } = await other.ask(nameOfUser(id));
    expect([status, data]).toEqual([200, { user: { name: expect.stringContaining(`${id} `) } }]);
    expect(users.upstream.asked).toEqual([`GET /users/${id}`]);
  });

  test("that has one bad entry spoils none of its batch", async () => {
    const name = await keptBy(() => one.ask(authorsOf(["bad"])));
    await console.whileKept(2, () => one.ask(authorsOf(["good", "fine"])));
    await console.send("SET", name, "}");
    users.upstream.forget();
    await other.ask(authorsOf(["good", "bad", "fine"]));
    expect(users.upstream.asked).toContain("GET /authors?id=bad");
  });

  test("that is full is read from, and requests go on", async () => {
    const kept = await console.whileKept(1, () => one.ask(nameOfUser("kept")));
    await console.send("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await console.send("CONFIG", "SET", "maxmemory", "1mb");
    await expect(console.send("SET", "more", "x".repeat(1_000_000))).rejects.toThrow("OOM");
    const said = linesOf(one).length;
    users.upstream.forget();

    const ids = Array.from({ length: 50 }, (_, index) => `full-${index}`);
    const answers = await Promise.all(ids.map((id) => one.ask(nameOfUser(id))));
    expect(answers.map(({ status, errors }) => errors ?? status)).toEqual(ids.map(() => 200));
    expect(users.upstream.asked).toHaveLength(50);
    expect((await other.ask(nameOfUser("kept"))).data).toEqual(kept.data);
    expect(users.upstream.asked).toHaveLength(50);
    // Memory goes on, and what is invalidated is so here.
    await Promise.all(ids.map((id) => one.ask(nameOfUser(id))));
    await one.ask('mutation { rename(id: "full-1") { name } }');
    expect((await one.ask(nameOfUser("full-1"))).data).not.toEqual(answers[1]?.data);
    expect(users.upstream.asked).toHaveLength(52);
    expect(linesOf(one).slice(said)).toEqual([...new Set(linesOf(one).slice(said))]);

    await console.send("CONFIG", "SET", "maxmemory", "0");
    await expect
      .poll(() => linesOf(one).slice(said), { timeout: 10_000 })
      .toContain("the shared log of invalidations is back");
  });

  test("that is no Redis at all is like none, whatever it says", async () => {
    const answers = [
      "what is this?\r\n",
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      "\u0000$-7\r\n*9999999999\r\n\u00ff",
      ":1\r\n$2\r\nhi\r\n*1\r\n:1\r\n".repeat(50),
    ];
    await Promise.all(
      answers.map(async (text) => {
        const gateway = await users.start({ redis: { url: await startServer(text) } });
        onTestFinished(() => gateway.kill());
        for (const query of [nameOfUser("x"), authorsOf(["y", "z"]), nameOfUser("x")]) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const { status, errors } = await gateway.ask(query);
          expect([status, errors]).toEqual([200, undefined]);
        }
        expect(linesOf(gateway)).toEqual([...new Set(linesOf(gateway))]);
      }),
    );
  });

  test("that says nonsense on a line that was good is like one that is down, and is back after it", async () => {
    const line = await openLine(redis.url);
    onTestFinished(() => line.close());
    const gateway = await users.start({ redis: { url: line.url } });
    onTestFinished(() => gateway.kill());
    await console.whileKept(1, () => gateway.ask(nameOfUser("before")));
    line.garble();
    const ids = Array.from({ length: 20 }, (_, index) => `garbled-${index}`);
    const answers = await Promise.all(ids.map((id) => gateway.ask(nameOfUser(id))));
    expect(answers.map(({ status, errors }) => errors ?? status)).toEqual(ids.map(() => 200));
    let count = 0;
    const isKept = async () => {
      const before = (await console.entries()).length;
      await gateway.ask(nameOfUser(`after-${(count += 1)}`));
      return (await console.entries()).length > before;
    };
    await expect.poll(isKept, { timeout: 10_000 }).toBe(true);
    expect(gateway.hasEnded()).toBe(false);
  });
});

/** The address of a server that answers whatever it is sent with this text. */
async function startServer(text: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      if (text !== "") socket.write(text, "latin1");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");
  return `redis://127.0.0.1:${address.port}`;
}

/** What a gateway has said of what it shares. */
function linesOf({ lines }: GatewayProcess): readonly string[] {
  return lines()
    .map(({ msg }) => String(msg))
    .filter((message) => message.startsWith("the shared"));
}
