import { createReadStream, existsSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import type { FastifyInstance } from "fastify";

import { HttpError, sendError } from "./http-error.ts";

export interface ExplorerOptions {
  /** Where GraphQL is: "/graphql". */
  readonly graphqlPath: string;
  /** Where its parts are. Default: where the build puts them. */
  readonly directory?: string;
}

/** Where the explorer is. */
export const explorerPath = "/explorer";

/**
 * Serves GraphiQL, with all of its parts from this package: it works without the internet, and what
 * is typed into it goes nowhere else.
 */
export function addExplorer(
  app: FastifyInstance,
  { graphqlPath, directory = builtDirectory }: ExplorerOptions,
): void {
  // Known beforehand, so that no path leads anywhere else.
  const files = new Set(existsSync(directory) ? readdirSync(directory) : []);
  app.get(explorerPath, (_request, reply) => {
    if (files.size === 0) return sendError(reply, notBuilt);
    return reply
      .header("content-type", "text/html; charset=utf-8")
      .header("content-security-policy", contentSecurityPolicy)
      .header("cache-control", "no-cache")
      .send(pageFor(graphqlPath));
  });
  app.get<{ Params: { file: string } }>(`${explorerPath}/:file`, (request, reply) => {
    const { file } = request.params;
    const contentType = contentTypes.get(extname(file));
    if (contentType === undefined || !files.has(file)) return reply.callNotFound();
    return reply
      .header("content-type", contentType)
      .header("cache-control", "no-cache")
      .send(createReadStream(`${directory}/${file}`));
  });
}

/** The same from the sources and from what is compiled of them. */
const builtDirectory = fileURLToPath(new URL("../../explorer", import.meta.url));

const notBuilt = new HttpError(
  503,
  "The explorer is not built: run `npm run build` in the repository of Sluice.",
  "SERVICE_UNAVAILABLE",
);

const contentTypes: ReadonlyMap<string, string> = new Map([
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".ttf", "font/ttf"],
  [".txt", "text/plain; charset=utf-8"],
]);

// The editor sets styles of its own.
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

function pageFor(graphqlPath: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Sluice explorer</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${explorerPath}/explorer.css" />
    <style>body { margin: 0 } #explorer { height: 100dvh }</style>
  </head>
  <body>
    <div id="explorer" data-graphql="${escaped(graphqlPath)}"></div>
    <script type="module" src="${explorerPath}/explorer.js"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
