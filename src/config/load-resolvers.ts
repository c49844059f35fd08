import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { isScalarType } from "graphql";

import { isBatchResolver } from "../connectors/batch-resolver.ts";
import type { Resolvers } from "../execution/resolvers.ts";
import { ProblemsError } from "../kernel/problem.ts";

/**
 * Imports the module that exports `resolvers`: JavaScript, or TypeScript that Node can strip of its
 * types. A module that has changed since it was last loaded is loaded anew; what it imports is not.
 *
 * @throws ProblemsError when there is no such module, it fails, or it exports no resolvers.
 */
export async function loadResolvers(path: string): Promise<Resolvers> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw problem(
      `There must be a module of resolvers, and ${path} does not exist.`,
      "Correct the path in `resolvers`, or remove it.",
    );
  }
  const url = pathToFileURL(path);
  url.searchParams.set("modified", String(stats.mtimeMs));
  const module = await importModule(url.href, path);
  if ("resolvers" in module && isResolvers(module.resolvers)) return module.resolvers;
  throw problem(
    `A module of resolvers must export \`resolvers\`, functions or batch resolvers by type and field, and ${path} does not.`,
    'Write: export const resolvers = { Query: { hello: () => "Hello" } };',
  );
}

async function importModule(url: string, path: string): Promise<object> {
  try {
    const module: object = await import(url);
    return module;
  } catch (error) {
    throw problem(
      `The module of resolvers must load, and ${path} fails: ${String(error)}.`,
      "Mend the module; `node` runs it the same way.",
    );
  }
}

function isResolvers(value: unknown): value is Resolvers {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (entry) => isScalarType(entry) || (isRecord(entry) && Object.values(entry).every(isResolver)),
    )
  );
}

function isResolver(value: unknown): boolean {
  return typeof value === "function" || isBatchResolver(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function problem(message: string, help: string): ProblemsError {
  return new ProblemsError([
    { code: "INVALID_RESOLVERS", severity: "error", message, help, origin: undefined },
  ]);
}
