import { resolve } from "node:path";

import { type Settings, isSettings, nestSettings, valueAt } from "./config-layer.ts";

/** The files that the settings of sources name, from this directory on: secrets and certificates. */
export function filesOfSources({ sources }: Settings, directory: string): readonly Settings[] {
  if (!isSettings(sources)) return [];
  return Object.keys(sources).flatMap((name) =>
    filePaths.flatMap((path) => {
      const file = valueAt(sources, [name, ...path]);
      const isPath = typeof file === "string" && file !== "";
      return isPath ? [nestSettings(["sources", name, ...path], resolve(directory, file))] : [];
    }),
  );
}

const filePaths: readonly (readonly string[])[] = [
  ["auth", "oauth2", "clientSecret", "file"],
  ["auth", "bearer", "file"],
  ["auth", "basic", "password", "file"],
  ["auth", "apiKey", "value", "file"],
  ["tls", "ca"],
  ["tls", "cert"],
  ["tls", "key"],
  ["tls", "passphrase", "file"],
];
