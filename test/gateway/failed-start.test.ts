import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import { createClient } from "@redis/client";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { type ConfigInput, createGateway } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { describeWithRedis, startRedis } from "../support/redis.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const schema = `
  extend schema @source(name: "api", http: { baseURL: "http://api.example" })
  type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$") }
`;
/** The server has this path for itself. */
const taken = { path: "/livez" };
const duplicate = "already declared";

/** Starts in vain, with an audit log; gives its file. */
async function startInVain(config: ConfigInput, fault: string): Promise<string> {
  const destination = join(temporaryDirectory(), "audit.log");
  const { log } = createLogMemory();
  const options = {
    schema: schemaFile(schema),
    config: { ...config, audit: { destination } },
    log,
  };
  await expect(createGateway(options)).rejects.toThrow(fault);
  expect(existsSync(destination)).toBe(true);
  return destination;
}

describe.runIf(process.platform === "linux")("a start that fails leaves no file open", () => {
  test("when the server cannot be made", async () => {
    expect(isOpen(await startInVain({ server: taken }, duplicate))).toBe(false);
  });

  test("when the telemetry cannot be started", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "::");
    vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    expect(isOpen(await startInVain({}, "Invalid URL"))).toBe(false);
  });
});

describeWithRedis("a start that fails", () => {
  test("leaves no connection to Redis", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.kill());
    await startInVain({ server: taken, redis: { url: redis.url } }, duplicate);
    const client = createClient({ url: redis.url });
    await client.connect();
    onTestFinished(() => client.destroy());
    await expect.poll(() => client.clientList()).toHaveLength(1);
  });
});

/** Whether this process has it open. */
function isOpen(file: string): boolean {
  return readdirSync("/proc/self/fd").some((fd) => {
    const link = `/proc/self/fd/${fd}`;
    return existsSync(link) && readlinkSync(link) === file;
  });
}
