import { fileURLToPath } from "node:url";

import { createGateway } from "../../src/gateway.ts";
import { resolvers } from "../demo/resolvers.ts";

/** The demo's gateway in production, without a log line per request: the peers write none either. */
export async function start(upstreamUrl: string): Promise<string> {
  const gateway = await createGateway({
    schema: fileURLToPath(new URL("../../schema/demo", import.meta.url)),
    config: {
      server: { host: "127.0.0.1", port: 0 },
      log: { level: "error" },
      sources: { jsonplaceholder: { baseUrl: upstreamUrl } },
    },
    resolvers,
    mode: "production",
  });
  const { url } = await gateway.start();
  return url;
}
