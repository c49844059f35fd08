import { once } from "node:events";
import { createServer } from "node:http";

import { onTestFinished } from "vitest";

import { resolvers } from "../../../scripts/demo/resolvers.ts";
import { startDemoApi } from "../../../scripts/demo/api.ts";
import { createGateway, type Gateway } from "../../../src/gateway.ts";
import { createLogMemory } from "../support/open-gateway.ts";

export interface SlowDemo {
  readonly gateway: Gateway;
  /** Where GraphQL is. */
  readonly url: string;
  /** What the API was asked, in order: "GET /users?id=1". */
  readonly calls: readonly string[];
  /** Lets the API answer what it holds back. */
  readonly letGo: () => void;
}

export interface SlowDemoOptions {
  /** The calls that the API holds back until it is let go. */
  readonly isSlow: (call: string) => boolean;
  /** The web pages that may read answers. */
  readonly origins?: readonly string[];
}

/** A gateway with the schema of the demo, in front of the demo's API; gone when the test ends. */
export async function openSlowDemo({ isSlow, origins = [] }: SlowDemoOptions): Promise<SlowDemo> {
  const api = await startDemoApi();
  onTestFinished(() => api.close());
  const gate = Promise.withResolvers<void>();
  const slow = await startGate(api.url, async (call) => {
    if (isSlow(call)) await gate.promise;
  });
  const gateway = await createGateway({
    schema: "schema/demo",
    resolvers,
    config: {
      server: { port: 0, cors: { origins: [...origins] } },
      sources: { jsonplaceholder: { baseUrl: slow } },
    },
    log: createLogMemory().log,
  });
  onTestFinished(() => gateway.stop());
  const { url } = await gateway.start();
  return { gateway, url, calls: api.calls, letGo: gate.resolve };
}

/** A server that asks the API behind it, each call when `pass` lets it through. */
async function startGate(apiUrl: string, pass: (call: string) => Promise<void>): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      await pass(`${request.method} ${request.url}`);
      const answer = await fetch(`${apiUrl}${request.url}`);
      const type = answer.headers.get("content-type") ?? "";
      response.writeHead(answer.status, { "content-type": type });
      response.end(await answer.text());
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The gate has no port.");
  return `http://127.0.0.1:${address.port}`;
}
