import { setTimeout } from "node:timers/promises";

import { Agent, type Dispatcher } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type GatewayProcess, startGatewayProcess } from "../gateway/support/gateway-process.ts";
import { sharedUsers, withSource } from "../gateway/support/shared-users.ts";
import { freePort } from "../support/free-port.ts";
import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { json, startUpstream, type Upstream } from "../support/upstream.ts";
import { describeWithNginx, startNginx, type TestNginx } from "./support/nginx.ts";

describeWithRedis("three replicas, with one Redis, behind nginx", () => {
  describeWithNginx("under load", { timeout: patienceMs }, () => {
    let redis: TestRedis;
    let upstream: Upstream;
    let nginx: TestNginx;
    let renamed: string[];
    let replicas: GatewayProcess[];
    let start: (at: number) => Promise<void>;

    beforeAll(async () => {
      redis = await startRedis();
      renamed = [];
      upstream = await startUpstream({
        "GET /users/:id": ({ params: { id = "" } }) => json({ id, name: id }),
        "POST /users/:id": ({ params: { id = "" } }) => {
          renamed.push(id);
          return json({ id, name: id });
        },
      });
      const ports = [await freePort(), await freePort(), await freePort()];
      replicas = [];
      start = async (at) => {
        replicas[at] = await startGatewayProcess({
          schema: withSource(sharedUsers, upstream),
          config: {
            // So long nginx has to see that a replica leaves; a cluster needs longer.
            server: { port: ports[at], drainDelay: "300ms", drainTimeout: "2s" },
            redis: { url: redis.url },
          },
        });
      };
      await Promise.all([0, 1, 2].map(start));
      nginx = await startNginx(ports);
    }, patienceMs);
    afterAll(async () => {
      await nginx.stop();
      await Promise.all(replicas.map((replica) => replica.kill()));
      await upstream.close();
      await redis.kill();
    }, patienceMs);

    /** Keeps asking from several connections until the work is done. */
    async function whileAsking(send: Send, work: () => Promise<void>): Promise<LoadReport> {
      const client = new Agent({ connections: 8 });
      const state = { isOver: false };
      const report: { count: number; failures: unknown[] } = { count: 0, failures: [] };
      const asking = Array.from({ length: 8 }, async () => {
        while (!state.isOver) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const failure = await send(client, nginx.url, report.count++).catch(String);
          if (failure !== undefined) report.failures.push(failure);
          // oxlint-disable-next-line no-await-in-loop -- as callers do
          await setTimeout(Math.random() * 10);
        }
      });
      await work();
      state.isOver = true;
      await Promise.all(asking);
      await client.close();
      return report;
    }

    /** Starts it again, and waits until nginx, which leaves out for a second who has failed, asks it. */
    async function comeBack(at: number): Promise<void> {
      await start(at);
      await replicas[at]?.says("request");
    }

    test("are restarted one after the other, and no request fails, be it a query or a mutation", async () => {
      const { count, failures } = await whileAsking(
        async (client, url, at) => (at % 2 === 0 ? read(client, url, at) : rename(client, url, at)),
        async () => {
          for (const at of [0, 1, 2]) {
            // oxlint-disable-next-line no-await-in-loop -- one after the other
            await replicas[at]?.stop();
            // oxlint-disable-next-line no-await-in-loop -- the same
            await comeBack(at);
          }
        },
      );
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(100);
      // None was sent twice.
      expect(new Set(renamed).size).toBe(renamed.length);
    });

    test("are killed one after the other, and no query fails", async () => {
      const { count, failures } = await whileAsking(read, async () => {
        for (const at of [0, 1, 2]) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          await replicas[at]?.kill();
          // oxlint-disable-next-line no-await-in-loop -- the same
          await setTimeout(200);
          // oxlint-disable-next-line no-await-in-loop -- the same
          await comeBack(at);
        }
      });
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(100);
    });

    test("lose their Redis and get it back, and no request fails", async () => {
      const { failures } = await whileAsking(read, async () => {
        await redis.kill();
        await setTimeout(500);
        await redis.start();
        await setTimeout(500);
      });
      expect(failures).toEqual([]);
    });
  });
});

/** Seven processes start here, one after the other, on machines that may be busy. */
const patienceMs = 90_000;

interface LoadReport {
  readonly count: number;
  readonly failures: readonly unknown[];
}

/** Sends one request; gives what is wrong with its answer. */
type Send = (client: Dispatcher, url: string, at: number) => Promise<unknown>;

const read: Send = async (client, url, at) => {
  const id = String(at % 60);
  const query = `{ user(id: "${id}") { name } }`;
  return answered(
    await client.request({
      origin: url,
      path: `/graphql?${new URLSearchParams({ query }).toString()}`,
      method: "GET",
      headers: { "apollo-require-preflight": "1" },
    }),
    { user: { name: id } },
  );
};

const rename: Send = async (client, url, at) => {
  const query = `mutation { rename(id: "m${at}") { name } }`;
  return answered(
    await client.request({
      origin: url,
      path: "/graphql",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    }),
    { rename: { name: `m${at}` } },
  );
};

async function answered(
  { statusCode, body }: Dispatcher.ResponseData,
  data: unknown,
): Promise<string | undefined> {
  const text = await body.text();
  const isRight = statusCode === 200 && text.trim() === JSON.stringify({ data });
  return isRight ? undefined : `${statusCode} ${text}`;
}
