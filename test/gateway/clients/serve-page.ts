import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createViteServer } from "vitest/node";

export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves the page beside this file, on an origin of its own, with Apollo Client as browsers get it. */
export async function servePage(): Promise<ServedPage> {
  const cacheDir = mkdtempSync(join(tmpdir(), "sluice-page-"));
  const server = await createViteServer({
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    cacheDir,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, ws: false, hmr: false, fs: { strict: false } },
    // All that is imported is named: else the page would be loaded again for each that is found.
    optimizeDeps: {
      noDiscovery: true,
      include: ["@apollo/client", "@apollo/client/errors", "@apollo/client/incremental"],
    },
  });
  await server.listen();
  const [url = ""] = server.resolvedUrls?.local ?? [];
  return {
    url,
    async close() {
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}
