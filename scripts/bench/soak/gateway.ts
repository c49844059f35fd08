import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { freePort } from "../../../test/support/free-port.ts";

/** `sluice serve` in a process of its own, and what the system knows of it. */
export interface SoakedGateway extends AsyncDisposable {
  readonly url: string;
  /** Bytes that are resident, and open files and connections. */
  readonly usage: () => { readonly residentBytes: number; readonly openFiles: number };
  /** The lines of its log that are warnings or worse, by message. */
  readonly complaints: () => ReadonlyMap<string, number>;
  readonly hasEnded: () => boolean;
}

/** Starts one in front of an API, with a Redis. */
export async function startSoakedGateway(options: {
  readonly apiUrl: string;
  readonly redisUrl: string;
}): Promise<SoakedGateway> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-soak-"));
  writeFileSync(join(directory, "schema.graphql"), schema(options.apiUrl));
  const port = await freePort();
  writeFileSync(join(directory, "sluice.yaml"), JSON.stringify(settings(port, options.redisUrl)));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "serve"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const complaints = new Map<string, number>();
  createInterface(child.stdout).on("line", (line) => {
    const { msg }: Record<string, unknown> = JSON.parse(line);
    complaints.set(String(msg), (complaints.get(String(msg)) ?? 0) + 1);
  });
  const origin = `http://127.0.0.1:${port}`;
  // oxlint-disable-next-line no-await-in-loop -- asked again and again
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error("The gateway did not start.");
    // oxlint-disable-next-line no-await-in-loop -- a pause
    await setTimeout(50);
  }
  return {
    url: `${origin}/graphql`,
    usage: () => usageOf(child),
    complaints: () => complaints,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
      rmSync(directory, { recursive: true });
    },
  };
}

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** As Linux tells it. */
function usageOf({ pid }: ChildProcess) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [, kib = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return { residentBytes: Number(kib) * 1024, openFiles: readdirSync(`/proc/${pid}/fd`).length };
}

function settings(port: number, redisUrl: string) {
  return {
    schema: "./schema.graphql",
    server: { port, requestTimeout: "5s" },
    // A line for each request would be most of the work.
    log: { level: "warn" },
    redis: { url: redisUrl },
    cache: { memory: { maxBytes: "16MiB" } },
    sources: {
      api: {
        timeout: "500ms",
        maxConcurrentCalls: 32,
        maxQueuedCalls: 500,
        retry: { attempts: 3, budget: "10%", backoff: "20ms" },
        breaker: { failures: "50%", minCalls: 20, window: "2s", openFor: "1s" },
      },
    },
  };
}

function schema(apiUrl: string): string {
  return `
    extend schema
      @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
      @source(name: "api", http: { baseURL: "${apiUrl}" })
    type Query {
      user(id: ID!): User
        @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
      member(id: ID!): Member @connect(selection: "id: $args.id")
      me(id: ID!): Account @connect(
        source: "api"
        http: { GET: "/users/{$args.id}", headers: [{ name: "authorization", from: "authorization" }] }
        selection: "id name credential"
      )
      items: [Item] @connect(source: "api", http: { GET: "/list" }, selection: "id title user: { id: userId }")
    }
    type Mutation {
      touch(id: ID!): User
        @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
        @invalidates(tags: ["user-{$args.id}"])
    }
    type User @freshness(ttl: "5s", staleIfError: "1m", tags: ["user-{$key.id}"]) { id: ID! name: String }
    type Account @freshness(ttl: "5s") { id: ID! name: String credential: String }
    type Item @freshness(ttl: "2s") { id: ID! title: String user: Member }
    type Member
      @freshness(ttl: "5s")
      @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name")
    { id: ID! name: String }
  `;
}
