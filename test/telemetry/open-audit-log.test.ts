import { execFileSync } from "node:child_process";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { isJsonObject, type JsonObject, parseJson } from "../../src/kernel/json.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import type { AuditedCall } from "../../src/telemetry/audit-log.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { openAuditLog } from "../../src/telemetry/open-audit-log.ts";
import { createSaltedHash } from "../../src/telemetry/salted-hash.ts";
import { createManualClock, type ManualClock } from "../support/manual-clock.ts";

const hash = createSaltedHash("salt");
const call: AuditedCall = {
  id: "c1",
  source: "api",
  connector: "User",
  lane: "normal",
  scope: "caller 7",
  keys: [{ id: "1" }, { id: "2" }, { id: "3" }],
  requests: 2,
  caller: { id: "issuer a ann", claims: {}, scopes: new Set() },
  requesters: [contextOf(1), contextOf(2)],
  outcomes: new Map([
    ["value", 2],
    ["CONNECTOR_FETCH", 1],
  ]),
  attempts: 2,
  windowMs: 0.04,
  queuedMs: 1.26,
  upstreamMs: 10,
  durationMs: 11.30001,
};

function contextOf(number: number) {
  const traceId = number.toString(16).padStart(32, "0");
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: "b7ad6b7169203331", traceFlags: 1 });
}

let directory: string;
let logged: string;

const log = createLogger({
  mode: "production",
  level: "info",
  isTerminal: false,
  destination: new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  }),
});

beforeEach(async () => {
  logged = "";
  directory = await mkdtemp(join(tmpdir(), "sluice-audit-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** The lines of a file after calls were written to it. */
async function linesOf(...calls: readonly AuditedCall[]): Promise<readonly JsonObject[]> {
  const destination = join(directory, "deep", "audit.log");
  const audit = await openAuditLog({ destination, hash, log });
  for (const each of calls) audit.write(each);
  await audit.stop();
  return read(destination);
}

async function read(path: string): Promise<readonly JsonObject[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => parseJson(line)).filter(isJsonObject);
}

describe("a line", () => {
  test("says which call was made, for whom, what came of it, and how long it took", async () => {
    expect(await linesOf(call)).toEqual([
      {
        audit: "call",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        id: "c1",
        source: "api",
        connector: "User",
        lane: "normal",
        scope: hash("caller 7"),
        keyCount: 3,
        keys: ["1", "2", "3"].map(hash),
        caller: hash("issuer a ann"),
        requesters: 2,
        traceIds: ["0".repeat(31) + "1", "0".repeat(31) + "2"],
        outcomes: { value: 2, CONNECTOR_FETCH: 1 },
        attempts: 2,
        windowMs: 0,
        queuedMs: 1.3,
        upstreamMs: 10,
        durationMs: 11.3,
      },
    ]);
  });

  test("has no scope where all share the call, and no source where the URL is absolute", async () => {
    const [line] = await linesOf({ ...call, scope: "", source: undefined });
    expect(line).not.toHaveProperty("scope");
    expect(line).not.toHaveProperty("source");
  });

  test("has the first hundred keys and the traces of the first 32 requests, and how many there are", async () => {
    const keys = Array.from({ length: 150 }, (_, index) => ({ id: String(index) }));
    const requesters = Array.from({ length: 40 }, (_, index) => contextOf(index + 1));
    const [line] = await linesOf({ ...call, keys, requests: 40, requesters });
    expect(line).toMatchObject({ keyCount: 150, requesters: 40 });
    expect(line?.["keys"]).toEqual(keys.slice(0, 100).map(({ id }) => hash(id)));
    expect(line?.["traceIds"]).toHaveLength(32);
  });

  test("names a trace once, however many batches of it were served, and none where there is none", async () => {
    const [one, none] = await linesOf(
      { ...call, requesters: [contextOf(1), contextOf(1), ROOT_CONTEXT] },
      { ...call, requesters: [] },
    );
    expect(one?.["traceIds"]).toHaveLength(1);
    expect(none).toMatchObject({ requesters: 2, traceIds: [] });
  });
});

describe("the file", () => {
  test("is appended to", async () => {
    await linesOf(call);
    expect(await linesOf(call, call)).toHaveLength(3);
  });

  test("has every line once the log has stopped, and none that comes later", async () => {
    const destination = join(directory, "audit.log");
    const audit = await openAuditLog({ destination, hash, log });
    for (let count = 0; count < 2000; count++) audit.write(call);
    await audit.stop();
    audit.write(call);
    await audit.stop();
    expect(await read(destination)).toHaveLength(2000);
    expect(logged).toBe("");
  });

  test("that cannot be opened stops the start, and says what to correct", async () => {
    await writeFile(join(directory, "file"), "");
    const destination = join(directory, "file", "audit.log");
    const opening = openAuditLog({ destination, hash, log });
    await expect(opening).rejects.toThrow(ProblemsError);
    await expect(opening).rejects.toThrow(/CONFIG_INVALID_VALUE: audit\.destination.*audit\.log/);
  });

  test("may be the standard output, which stays open", async () => {
    const audit = await openAuditLog({ destination: "stdout", hash, log });
    await audit.stop();
    await expect(new Promise((done) => process.stdout.write("", done))).resolves.not.toThrow();
  });
});

/** Linux has a disk that is always full. */
describe.runIf(process.platform === "linux")("a disk that is full", () => {
  test("loses lines, which the log is told once, and stops nothing", async () => {
    const audit = await openAuditLog({ destination: "/dev/full", hash, log });
    audit.write(call);
    await vi.waitFor(() => expect(logged).toContain("ENOSPC"));
    audit.write(call);
    await expect(audit.stop()).resolves.toBeUndefined();
    expect(logged.match(/the audit log loses lines/g)).toHaveLength(1);
  });
});

function warnings(): number | undefined {
  return logged.match(/it is written too slowly/g)?.length;
}

describe("a reader that stands still", () => {
  const large = { ...call, connector: "C".repeat(65_536) };

  /** There is no such function in Node. */
  const makePipe = "mkfifo";

  /** An audit log into a pipe, which holds little, and a way to read from it. */
  async function openPipe(clock?: ManualClock) {
    const destination = join(directory, "pipe");
    execFileSync(makePipe, [destination]);
    const reader = await open(destination, "r+");
    const audit = await openAuditLog({ destination, hash, log, ...(clock && { clock }) });
    const fill = () => {
      for (let count = 0; count < 300; count++) audit.write(large);
    };
    return { audit, reader, fill };
  }

  test("loses what is more than 16 MiB, and is told of again once it has gone on between", async () => {
    const { audit, reader, fill } = await openPipe();
    fill();
    expect(warnings()).toBe(1);
    fill();
    expect(warnings()).toBe(1);

    const flowing = reader.createReadStream();
    let readBytes = 0;
    flowing.on("data", (chunk) => (readBytes += chunk.length));
    await vi.waitFor(() => expect(readBytes).toBeGreaterThan(16_000_000), { timeout: 10_000 });
    // It goes on once all has been read that is waiting: that takes its time, which a fill prolongs.
    const patience = { timeout: 15_000, interval: 500 };
    await vi.waitFor(() => {
      fill();
      expect(warnings()).toBe(2);
    }, patience);
    await audit.stop();
    flowing.destroy();
  });

  test("is not waited for", async () => {
    const clock = createManualClock();
    const { audit, reader, fill } = await openPipe(clock);
    fill();
    const stopped = audit.stop();
    clock.advance(3000);
    await expect(stopped).resolves.toBeUndefined();
    await reader.close();
  });
});
