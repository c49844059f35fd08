import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { describe, expect, onTestFinished, test } from "vitest";

import { temporaryDirectory } from "../config/temporary-directory.ts";
import { json, startUpstream, type Routes } from "../support/upstream.ts";

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const moduleOf = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** The first two calls fail, and are tried again. */
function failingTwice(): Routes {
  let calls = 0;
  return {
    "GET /left": () => {
      calls += 1;
      return json({ title: "there" }, { status: calls > 2 ? 200 : 500 });
    },
    "GET /right": () => json({ title: "right" }),
  };
}

/** A directory with a schema of two root fields, in front of an API, and one program. */
async function project({ program = "", settings = {} } = {}) {
  const upstream = await startUpstream(failingTwice());
  onTestFinished(upstream.close);
  const cwd = temporaryDirectory({
    "schema.graphql": `
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "${upstream.url}" })
      type Query {
        left: String @connect(source: "api", http: { GET: "/left" }, selection: "$.title")
        right: String @connect(source: "api", http: { GET: "/right" }, selection: "$.title")
      }`,
    // What is JSON is YAML, too.
    "sluice.yaml": JSON.stringify({ schema: "schema.graphql", sources: { api: settings } }),
    "program.ts": `
      import { createGateway } from ${moduleOf("../../src/gateway.ts")};
      import { loadConfig } from ${moduleOf("../../src/config/load-config.ts")};
      const config = loadConfig({ file: undefined, flags: {}, env: {}, cwd: process.cwd() });
      const gateway = await createGateway({ config });
      ${program}`,
  });
  return { upstream, cwd };
}

/** Runs a program in a process of its own, to its end. */
async function run(args: readonly string[], cwd: string) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
}

describe("a process stays until what is awaited in it is answered", { timeout: 30_000 }, () => {
  test("while a call waits to be tried again", async () => {
    const { cwd, upstream } = await project({
      program: `console.log(JSON.stringify(await gateway.execute({ query: "{ left }" })));`,
    });
    const { status, stdout } = await run(["program.ts"], cwd);
    expect(stdout).toContain('{"data":{"left":"there"}}');
    expect(status).toBe(0);
    expect(upstream.asked).toEqual(["GET /left", "GET /left", "GET /left"]);
  });

  test("while a call waits for the rate limit of its source", async () => {
    const { cwd } = await project({
      settings: { rateLimit: { calls: 1, per: "300ms" }, retry: { attempts: 1 } },
      program: `
        const ask = (query) => gateway.execute({ query });
        const [one, other] = await Promise.all([ask("{ left }"), ask("{ right }")]);
        console.log(JSON.stringify([one.data, other.data]));`,
    });
    const { status, stdout } = await run(["program.ts"], cwd);
    expect(stdout).toContain('[{"left":null},{"right":"right"}]');
    expect(status).toBe(0);
  });

  test("while an operation is analysed, from code and from the command line", async () => {
    const { cwd } = await project({
      program: `const { analysis } = await gateway.explain({ query: "{ left }", analyze: true });
        console.log(analysis !== undefined);`,
    });
    const fromCode = await run(["program.ts"], cwd);
    expect(fromCode).toMatchObject({ status: 0, stdout: expect.stringContaining("true") });

    const other = await project();
    const args = [fileOf("../../src/main.ts"), "explain", "-q", "{ left }", "--analyze"];
    const fromCommand = await run(args, other.cwd);
    expect(fromCommand).toMatchObject({ status: 0, stderr: "" });
    expect(other.upstream.asked).toHaveLength(3);
  });
});

test("a process ends by itself with an idle gateway in it", { timeout: 30_000 }, async () => {
  const { cwd } = await project({
    settings: { retry: { attempts: 1 } },
    program: `await gateway.execute({ query: "{ right }" });`,
  });
  expect(await run(["program.ts"], cwd)).toMatchObject({ status: 0, stderr: "" });
});
