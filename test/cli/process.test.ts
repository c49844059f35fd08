import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { type ServerResponse, createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { parseJson } from "../../src/kernel/json.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Starts the command as a process of its own. */
function start(args: readonly string[], cwd: string, variables: Record<string, string> = {}) {
  return startProgram([process.execPath, main, ...args], cwd, variables);
}

function startProgram(
  [program = "", ...args]: readonly string[],
  cwd: string,
  variables: Record<string, string>,
) {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    send: (signal: "SIGINT" | "SIGTERM") => child.kill(signal),
    hasEnded: () => hasEnded,
    /** Waits until standard output has a text; fails at once when the process ends without it. */
    async shows(this: void, text: string) {
      const hasText = () => stdout.includes(text);
      await vi.waitUntil(() => hasText() || hasEnded, { timeout: 20_000, interval: 20 });
      if (!hasText()) throw new Error(`It ended without ${text}:\n${stdout}\n${stderr}`);
      return stdout;
    },
  };
}

/** An API that answers only when it is told to. */
async function startApi() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => void waiting.push(response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    untilAsked: () => vi.waitFor(() => expect(waiting).toHaveLength(1), { timeout: 10_000 }),
    answer: () => {
      for (const response of waiting) {
        response.setHeader("content-type", "application/json").end('{"text":"late"}');
      }
    },
  };
}

function schemaFor(url: string): string {
  return `
    extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
    type Query { slow: Slow @connect(http: { GET: "${url}/slow" }, selection: "text") }
    type Slow { text: String }
  `;
}

function ask(url: string) {
  return fetch(new URL("/graphql", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ slow { text } }" }),
  });
}

function urlIn(output: string): string {
  const [url = ""] = /http:\/\/[\w.:[\]]+/.exec(output) ?? [];
  return url;
}

describe("the process", { timeout: 40_000 }, () => {
  test("of serve writes JSON lines, and at SIGTERM answers what is in progress before it ends with 0", async () => {
    const api = await startApi();
    const cwd = temporaryDirectory({ "schema/api.graphql": schemaFor(api.url) });
    const served = start(["serve", "--port", "0"], cwd);
    const url = urlIn(await served.shows('"msg":"listening"'));

    const answer = ask(url);
    await api.untilAsked();
    served.send("SIGTERM");
    await served.shows('"msg":"draining"');
    api.answer();

    expect(await (await answer).json()).toEqual({ data: { slow: { text: "late" } } });
    expect(await served.ended).toBe(0);
    expect(served.stderr()).toBe("");
    const lines = served.stdout().trimEnd().split("\n").map(parseJson);
    for (const line of lines) {
      expect(line).toMatchObject({ level: expect.any(String), msg: expect.any(String) });
    }
    expect(lines.at(-1)).toMatchObject({ level: "info", msg: "stopped" });
  });

  test("of serve takes new limits from its file while a request is in progress", async () => {
    const api = await startApi();
    const cwd = temporaryDirectory({
      "schema/api.graphql": schemaFor(api.url),
      "sluice.yaml": "limits: { callsPerOperation: 100 }\n",
    });
    const served = start(["serve", "--port", "0"], cwd);
    const url = urlIn(await served.shows('"msg":"listening"'));

    const answer = ask(url);
    await api.untilAsked();
    const config = join(cwd, "sluice.yaml");
    writeFileSync(config, "limits: { callsPerOperation: 7 }\nserver: { path: /other }\n");
    await served.shows('"settings":["server.path"]');
    expect(served.stdout()).toMatch(
      /"settings":\["[^\n]*limits\.callsPerOperation".*"settings changed"/,
    );
    writeFileSync(config, "limits: { callsPerOperation: many }\n");
    await served.shows("configuration refused: the last settings stay");
    api.answer();
    expect(await (await answer).json()).toEqual({ data: { slow: { text: "late" } } });
    served.send("SIGTERM");
    expect(await served.ended).toBe(0);
  });

  test("ends at once at a second signal", async () => {
    const api = await startApi();
    const cwd = temporaryDirectory({ "schema/api.graphql": schemaFor(api.url) });
    const served = start(["serve", "--port", "0"], cwd);
    const url = urlIn(await served.shows('"msg":"listening"'));

    const answer = ask(url).catch(() => "cut off");
    await api.untilAsked();
    served.send("SIGTERM");
    await served.shows('"msg":"draining"');
    await vi.waitFor(
      () => {
        served.send("SIGINT");
        expect(served.hasEnded()).toBe(true);
      },
      { timeout: 5000, interval: 100 },
    );

    expect(await served.ended).toBe(130);
    expect(await answer).toBe("cut off");
  });

  test("ends soon though the collector of its traces is dead", async () => {
    const cwd = temporaryDirectory({ "schema/api.graphql": schemaFor("http://127.0.0.1:1") });
    const served = start(["serve", "--port", "0"], cwd, {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    });
    const url = urlIn(await served.shows('"msg":"listening"'));
    await ask(url);
    served.send("SIGTERM");
    await served.shows('"msg":"stopped"');
    const stoppedAtMs = performance.now();

    expect(await served.ended).toBe(0);
    // Its exporter would go on trying for six seconds; the process waits for one.
    expect(performance.now() - stoppedAtMs).toBeLessThan(4000);
  });

  test("of npm run serve gets the SIGTERM that npm gets", async () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const cwd = temporaryDirectory({
      "package.json": JSON.stringify({ type: "module", scripts: { serve: scripts.serve } }),
      "dist/main.js": `
        const timer = setInterval(() => {}, 60_000);
        process.on("SIGTERM", () => { console.log("asked to stop"); clearInterval(timer); });
        console.log("up:" + process.argv.slice(2));
      `,
    });
    const served = startProgram(["npm", "run", "serve", "--", "--port", "0"], cwd, {});
    await served.shows("up:serve,--port,0");
    served.send("SIGTERM");
    expect(await served.shows("asked to stop")).toContain("up:");
    await served.ended;
  });

  test("of dev shows its address in lines for people, and ends with 0 at Ctrl-C", async () => {
    const cwd = temporaryDirectory({ "api.graphql": schemaFor("http://127.0.0.1:1") });
    const dev = start(["dev", "--schema", "api.graphql", "--port", "0"], cwd);
    const shown = await dev.shows("{ slow { text } }");
    const page = await fetch(urlIn(shown), { headers: { accept: "text/html" } });
    expect(await page.text()).toMatch(/sandbox/i);
    dev.send("SIGINT");
    expect(await dev.ended).toBe(0);
    expect(dev.stdout()).not.toContain("\u001B[");
  });

  test("ends with 1 and the problem in its place when the schema is broken", async () => {
    const cwd = temporaryDirectory({ "schema/api.graphql": "type Query {\n  user: Usr\n}\n" });
    const dev = start(["dev", "--port", "0"], cwd);
    expect(await dev.ended).toBe(1);
    expect(dev.stdout()).toBe("");
    expect(dev.stderr()).toMatch(/schema\/api\.graphql:2:\d+.*2 │ {3}user: Usr\n +│ +\^/s);
    expect(dev.stderr()).not.toContain("\u001B[");
  });

  test("on a Node that is too old ends with 1 and one line that says so, and loads nothing else", async () => {
    const preload = `data:text/javascript,${encodeURIComponent(`
      import { registerHooks } from "node:module";
      Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });
      registerHooks({
        load(url, context, next) {
          if (url.startsWith("file:")) console.log(url.replace(/.*\\/src\\//, ""));
          return next(url, context);
        },
      });
    `)}`;
    const command = [process.execPath, "--import", preload, main, "serve"];
    const served = startProgram(command, temporaryDirectory(), {});
    expect(await served.ended).toBe(1);
    expect(served.stderr()).toMatch(
      /^Sluice needs Node \S+ or later, and this is Node 20\.20\.2\. .*npm i -D node.*\n$/,
    );
    expect(served.stdout()).toBe("main.ts\ncli/refuse-old-node.ts\n");
  });

  test("ends with 2 at bad usage", async () => {
    const used = start(["sevre"], temporaryDirectory());
    expect(await used.ended).toBe(2);
    expect(used.stderr()).toContain("Did you mean serve?");
  });
});
