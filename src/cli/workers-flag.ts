import { InvalidArgumentError } from "commander";

import type { ConfigInput } from "../config/config.ts";

/** Reads what `--workers` says. */
export function readWorkers(text: string): NonNullable<ConfigInput["workers"]> {
  if (text === "auto") return text;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 512) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 to 512, or auto.");
}
