import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { describe, expect, test, vi } from "vitest";

import { keepAsking } from "./support/keep-asking.ts";
import { startServe } from "./support/serve-process.ts";

/** A schema whose one field is resolved by its module, and a module that answers a text. */
const schema = "type Query { version: String }";
const versioned = (version: string) =>
  `export const resolvers = { Query: { version: () => "${version}" } };`;
const answer = (version: string) => JSON.stringify({ data: { version } });

const start = () =>
  startServe({
    schema,
    config: { workers: 2, resolvers: "resolvers.mjs" },
    files: { "resolvers.mjs": versioned("old") },
  });

describe("a restart", { timeout: 60_000 }, () => {
  test("replaces all workers under load without one failed request", async () => {
    const served = start();
    const asking = keepAsking(await served.listens(), "{ version }", 5);
    await vi.waitUntil(() => (asking.answers.get(answer("old")) ?? 0) > 100, 30_000);

    served.write("resolvers.mjs", versioned("new"));
    served.send("SIGHUP");
    await served.says("the workers are restarted");
    const before = asking.answers.get(answer("old"));
    await vi.waitUntil(() => (asking.answers.get(answer("new")) ?? 0) > 100, 30_000);
    await asking.stop();

    expect(asking.failures).toEqual([]);
    expect([...asking.answers.keys()].toSorted()).toEqual([answer("new"), answer("old")]);
    // None of the old workers is there any more.
    expect(asking.answers.get(answer("old"))).toBe(before);
    expect(served.lines("listening")).toHaveLength(1);
    served.send("SIGTERM");
    expect(await served.ended).toBe(0);
    expect(served.stderr()).toBe("");
  });

  test("answers once more on a connection that was idle, and then closes it", async () => {
    const served = start();
    const { port, host, pathname } = new URL(await served.listens());
    const socket = connect(Number(port), "127.0.0.1");
    const request = (more = "") =>
      `GET ${pathname}?query={version} HTTP/1.1\r\nhost: ${host}\r\napollo-require-preflight: 1\r\n${more}\r\n`;
    socket.write(request());
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(String(first)).toMatch(/^HTTP\/1\.1 200 .*connection: keep-alive/is);

    served.write("resolvers.mjs", versioned("new"));
    served.send("SIGHUP");
    // The first of the new ones is there, so that one of the old ones leaves; soon, both might.
    await vi.waitUntil(async () => {
      const response = await fetch(served.url(), {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: '{"query":"{ version }"}',
      });
      return (await response.text()) === answer("new");
    }, 30_000);
    socket.write(request());
    const rest = await text(socket);
    expect(rest).toMatch(/^HTTP\/1\.1 200 .*connection: close/is);
    expect(rest).toContain(answer("old"));
  });

  test("with a broken schema changes nothing, and says what is wrong", async () => {
    const served = start();
    const asking = keepAsking(await served.listens(), "{ version }", 2);
    served.write("schema.graphql", "type Query {\n  version: Strin\n}\n");
    served.send("SIGHUP");
    const refusal = await served.says("restart refused: the workers go on");
    expect(JSON.stringify(refusal["problems"])).toMatch(/schema\.graphql:2:\d+ .*Strin/);
    served.write("sluice.yaml", "prot: 1\n");
    served.send("SIGHUP");
    const other = await served.says("restart refused: the workers go on", 2);
    expect(JSON.stringify(other["problems"])).toContain("CONFIG_UNKNOWN_KEY");
    await asking.stop();
    expect(asking.failures).toEqual([]);
    expect([...asking.answers.keys()]).toEqual([answer("old")]);
  });
});
