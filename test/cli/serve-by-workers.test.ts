import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

async function listening(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { port, close: () => void server.close() };
}

function serve(settings: object, args: readonly string[] = [], files: Record<string, string> = {}) {
  const cwd = temporaryDirectory({
    "schema.graphql": "type Query { pid: Int }",
    "resolvers.mjs": "export const resolvers = { Query: { pid: () => process.pid } };",
    "sluice.yaml": JSON.stringify({
      schema: "schema.graphql",
      resolvers: "resolvers.mjs",
      log: { level: "silent" },
      ...settings,
    }),
    ...files,
  });
  const captured = capturedContext({ cwd });
  const ended = runCli(["serve", ...args], captured.context);
  onTestFinished(async () => {
    captured.stop();
    await ended;
  });
  const write = (text: string) => writeFileSync(join(cwd, "sluice.yaml"), text);
  return { ...captured, ended, write };
}

/** Undefined where nobody answers. */
async function post(port: number | undefined, body: string) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body,
  }).catch(() => undefined);
  return (await response?.json()) as { readonly data?: { readonly pid: number } } | undefined;
}

async function pidAt(port: number): Promise<number | undefined> {
  return (await post(port, '{"query":"{ pid }"}'))?.data?.pid;
}

describe("sluice serve --workers", { timeout: 60_000 }, () => {
  test("answers from other processes, replaces them when it is hung up on, and ends with 0", async () => {
    const { port, close } = await listening();
    close();
    const { stop, hangUp, ended, stderr } = serve({ server: { port } }, ["--workers", "2"]);
    const pids = new Set<number>();
    const ask = async () => {
      const pid = await pidAt(port);
      if (pid !== undefined) pids.add(pid);
    };
    await vi.waitFor(async () => (await ask(), expect(pids.size).toBe(2)), 30_000);
    expect(pids).not.toContain(process.pid);
    hangUp();
    await vi.waitFor(async () => (await ask(), expect(pids.size).toBe(4)), 30_000);
    stop();
    expect(await ended).toBe(0);
    expect(stderr()).toBe("");
    expect(await pidAt(port)).toBeUndefined();
  });

  test("has what operators ask of all workers in one place", async () => {
    const ports = await Promise.all([listening(), listening(), listening()]);
    const [port, adminPort, metricsPort] = ports.map((one) => one.port);
    for (const { close } of ports) close();
    const settings = {
      schema: "schema.graphql",
      resolvers: "resolvers.mjs",
      log: { level: "silent" },
      workers: 2,
      server: { port },
      admin: { port: adminPort, token: "s3cret-of-operators" },
      metrics: { port: metricsPort },
    };
    const { write } = serve(settings);
    const scrape = async () => {
      const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).catch(
        () => undefined,
      );
      return (await response?.text()) ?? "";
    };
    const twoAnswer = expect.stringContaining('sluice_workers{state="answering"} 2');
    await vi.waitFor(async () => expect(await scrape()).toEqual(twoAnswer), 30_000);
    const invalidate = (body: string) =>
      fetch(`http://127.0.0.1:${adminPort}/invalidate`, {
        method: "POST",
        headers: {
          authorization: "Bearer s3cret-of-operators",
          "content-type": "application/json",
        },
        body,
      });
    expect(await (await invalidate('{"all":true}')).json()).toEqual({ state: "shared", told: 2 });
    expect((await invalidate('{"all":1}')).status).toBe(400);
    // It has no aliases any more.
    write(JSON.stringify({ ...settings, limits: { aliases: 0 } }));
    const refusal = expect.objectContaining({ errors: expect.anything() });
    const aliased = '{"query":"{ pid other: pid }"}';
    await vi.waitFor(async () => expect(await post(port, aliased)).toEqual(refusal), 30_000);
  });

  test("tells a port that is in use once, and ends with 2", async () => {
    const { port } = await listening();
    const { ended, stderr } = serve({ workers: 3, server: { port } });
    expect(await ended).toBe(2);
    expect(stderr().match(/PORT_IN_USE/g)).toHaveLength(1);
    expect(stderr()).toContain("Sluice did not start: 1 problem.");
  });

  test("tells a port of its operators that is in use before any worker starts", async () => {
    const { port } = await listening();
    const { ended, stderr } = serve({
      workers: 2,
      admin: { port: 0, token: "s3cret-of-operators" },
      metrics: { port },
    });
    expect(await ended).toBe(2);
    expect(stderr()).toMatch(/PORT_IN_USE.*metrics\.port/s);
  });

  test("tells what is wrong with a schema once, in its place, and ends with 1", async () => {
    const { ended, stderr } = serve({ workers: 3, server: { port: 0 } }, [], {
      "schema.graphql": "type Query {\n  user: Usr\n}\n",
    });
    expect(await ended).toBe(1);
    expect(stderr().match(/Sluice did not start/g)).toHaveLength(1);
    expect(stderr()).toMatch(/schema\.graphql:2:\d+/);
  });

  test.each(["0", "many", "513"])("refuses %s", async (count) => {
    const { ended, stderr } = serve({}, ["--workers", count]);
    expect(await ended).toBe(2);
    expect(stderr()).toContain("It must be a whole number from 1 to 512, or auto.");
  });

  test("takes auto", async () => {
    const { ended, stderr } = serve({ server: { prt: 1 } }, ["--workers", "auto"]);
    expect(await ended).toBe(1);
    expect(stderr()).not.toContain("--workers");
  });
});
