import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import jsonServer from "json-server";

/** The REST API of the demo, running. */
export interface DemoApi {
  /** "http://127.0.0.1:43210" */
  readonly url: string;
  /** The latest 1,000 requests, oldest first, as "GET /users?id=1&id=2". */
  readonly calls: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Starts json-server with the jsonplaceholder data set on a free loopback port. The data is a copy
 * in memory: what mutations write is gone when it closes.
 */
export async function startDemoApi(): Promise<DemoApi> {
  const api = jsonServer.create();
  api.use(jsonServer.router(await readData()));

  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    if (calls.length > maxRecordedCalls) calls.shift();
    api(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The API has no port.");

  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const maxRecordedCalls = 1000;

async function readData(): Promise<Record<string, unknown>> {
  const file = fileURLToPath(import.meta.resolve("jsonplaceholder/data.json"));
  return JSON.parse(await readFile(file, "utf8"));
}
