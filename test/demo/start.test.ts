import { spawn } from "node:child_process";
import { once } from "node:events";

import { afterEach, describe, expect, test } from "vitest";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

describe("npm start", { timeout: 30_000 }, () => {
  const cleanUps: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) {
      // oxlint-disable-next-line no-await-in-loop -- the gateway stops before the API behind it
      await cleanUp();
    }
  });

  test("serves the query it shows, from an API of its own", async () => {
    const demo = await startDemo({});

    expect(demo.printed()).toContain("That API is http://127.0.0.1:");
    expect(await postsAndUsers(demo.url)).toHaveLength(100);
  });

  test("takes the API that a variable names, and asks it for posts and users in two calls", async () => {
    const api = await startDemoApi();
    const demo = await startDemo({ SLUICE_SOURCES_JSONPLACEHOLDER_BASE_URL: api.url });
    cleanUps.push(api.close);

    const posts = await postsAndUsers(demo.url);

    expect(posts[99]).toMatchObject({ id: "100", user: { id: "10", name: "Clementina DuBuque" } });
    expect(api.calls).toEqual([
      "GET /posts",
      "GET /users?id=1&id=2&id=3&id=4&id=5&id=6&id=7&id=8&id=9&id=10",
    ]);
    expect(demo.printed()).not.toContain("That API is");
  });

  test("ends with the API it started when it is asked to stop", async () => {
    const demo = await startDemo({});
    const [, apiUrl = ""] = /That API is (\S+);/.exec(demo.printed()) ?? [];
    expect((await fetch(`${apiUrl}/users`)).status).toBe(200);

    expect(await demo.stop()).toBe(0);

    await expect(fetch(`${apiUrl}/users`)).rejects.toThrow("fetch failed");
  });

  test("takes the flags of sluice dev", async () => {
    const demo = await startDemo({ SLUICE_SERVER_PORT: "high" }, [
      "--port",
      "0",
      "--host",
      "127.0.0.2",
    ]);
    expect(demo.url).toMatch(/^http:\/\/127\.0\.0\.2:\d+\/graphql$/);
  });

  test("takes the API that the file of --config names", async () => {
    const api = await startDemoApi();
    const directory = temporaryDirectory({
      "demo.yaml": `
        schema: ${process.cwd()}/schema/demo
        resolvers: ${process.cwd()}/scripts/demo/resolvers.ts
        sources: { jsonplaceholder: { baseUrl: "${api.url}" } }
      `,
    });
    const demo = await startDemo({}, ["--config", `${directory}/demo.yaml`]);
    cleanUps.push(api.close);

    expect(await postsAndUsers(demo.url)).toHaveLength(100);
    expect(api.calls).toHaveLength(2);
  });

  test("says which flag it does not know, and starts nothing", async () => {
    const { printed, ended } = run({}, ["--prot", "0"]);

    expect(await ended).toBe(2);
    expect(printed()).toContain("Did you mean --port?");
  });

  test("says what is wrong with its settings, and starts nothing", async () => {
    const { printed, ended } = run({ SLUICE_SERVER_PORT: "high" });

    expect(await ended).toBe(1);
    expect(printed()).toContain("SLUICE_SERVER_PORT");
  });

  async function startDemo(env: Record<string, string>, args: readonly string[] = []) {
    const demo = run({ SLUICE_SERVER_PORT: "0", ...env }, args);
    cleanUps.push(demo.stop);
    return { ...demo, url: await demo.ready };
  }
});

/** In a process of its own, as npm runs it. */
function run(env: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, ["scripts/demo/start.ts", ...args], { env, stdio: "pipe" });
  const ended = once(child, "close").then(([status]: unknown[]) => status);
  const ready = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined);
  void ended.then((status) =>
    ready.reject(new Error(`Ended with status ${String(status)}: ${text}`)),
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += String(chunk);
      const [, url] = /ready on (\S+)[\s\S]*README/.exec(text) ?? [];
      if (url !== undefined) ready.resolve(url);
    });
  }
  return {
    ready: ready.promise,
    ended,
    printed: () => text,
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

async function postsAndUsers(url: string): Promise<readonly unknown[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ posts { id title user { id name email } } }" }),
  });
  const { data }: { data: { posts: unknown[] } } = JSON.parse(await response.text());
  return data.posts;
}
