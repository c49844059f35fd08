/**
 * Bundles the explorer (GraphiQL, with what it needs) into explorer/, from where the server serves
 * it: nothing of it comes from elsewhere. With --unless-there it does nothing where that is done.
 */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const directory = `${root}explorer`;

if (process.argv.includes("--unless-there") && existsSync(directory)) process.exit();

// Beside the old one until it is whole: a server may be serving that.
const made = mkdtempSync(`${directory}-`);
await build({
  absWorkingDir: root,
  entryPoints: {
    explorer: "src/explorer/page.tsx",
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
  tsconfig: "src/explorer/tsconfig.json",
  outdir: made,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  platform: "browser",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".ttf": "file", ".woff2": "file" },
  // The licences of what is in it go with it.
  legalComments: "linked",
  logLevel: "warning",
  logOverride: { "ignored-bare-import": "silent" },
});
rmSync(directory, { recursive: true, force: true });
renameSync(made, directory);
