import { resolve } from "node:path";

import { isSettings, mergeSettings, nestSettings, type Settings, valueAt } from "./config-layer.ts";

/** The files that the settings of issuers of tokens name, from this directory on: their keys. */
export function filesOfIssuers(settings: Settings, directory: string): readonly Settings[] {
  const path = ["identity", "jwt"];
  const issuers = valueAt(settings, path);
  if (!Array.isArray(issuers)) return [];
  const read = issuers.map((issuer: unknown) => {
    const file = valueAt(issuer, ["keysFile"]);
    const isPath = isSettings(issuer) && typeof file === "string" && file !== "";
    return isPath ? mergeSettings(issuer, { keysFile: resolve(directory, file) }) : issuer;
  });
  return [nestSettings(path, read)];
}
