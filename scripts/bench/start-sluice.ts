import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type ConfigInput, createGateway } from "../../src/gateway.ts";
import { resolvers } from "../demo/resolvers.ts";

/**
 * The demo's gateway in production, without a log line per request: the peers write none either.
 * Resolves with its address.
 */
export async function startSluice(
  upstreamUrl: string,
  cache: ConfigInput["cache"] = {},
): Promise<string> {
  const schema = writeSchema();
  const gateway = await createGateway({
    schema,
    config: {
      server: { host: "127.0.0.1", port: 0 },
      log: { level: "error" },
      sources: { jsonplaceholder: { baseUrl: upstreamUrl } },
      cache,
    },
    resolvers,
    mode: "production",
  });
  rmSync(schema, { recursive: true });
  const { url } = await gateway.start();
  return url;
}

/** The demo's schema, but that its source is sent the caller's credential, as the peers send it. */
function writeSchema(): string {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  cpSync(fileURLToPath(new URL("../../schema/demo", import.meta.url)), directory, {
    recursive: true,
  });
  const file = join(directory, "jsonplaceholder.graphql");
  const header = 'headers: [{ name: "authorization", from: "authorization" }]';
  const text = readFileSync(file, "utf8");
  const changed = text.replace(/(http: \{ baseURL: "[^"]+") \}/, `$1, ${header} }`);
  if (changed === text) throw new Error("The demo's source is not where it was.");
  writeFileSync(file, changed);
  return directory;
}
