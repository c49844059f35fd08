import { z } from "zod";

import { readJson } from "./read-json.ts";

/** A setting of a source that `sluice tune` has set for all replicas. */
export interface TunedSetting {
  readonly source: string;
  /** Keys below the source: ["batch", "window"]. */
  readonly path: readonly string[];
  /** As sluice.yaml would have it. */
  readonly value: z.core.util.JSONType;
}

/** The name of a setting in the hash that keeps the tunings. */
export function fieldOf({ source, path }: Pick<TunedSetting, "source" | "path">): string {
  return JSON.stringify([source, ...path]);
}

/** What the hash of the tunings holds. What is none of ours in it is left out. */
export function readTunings(hash: Readonly<Record<string, string>>): readonly TunedSetting[] {
  return Object.entries(hash).flatMap(([field, text]) => {
    const name = readJson(field, fieldSchema);
    const value = readJson(text, z.json());
    if (name === undefined || value === undefined) return [];
    const [source, ...path] = name;
    return [{ source, path, value }];
  });
}

const fieldSchema = z.tuple([z.string()], z.string());
