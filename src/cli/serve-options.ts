import type { ConfigInput } from "../config/config.ts";

/** What `sluice serve` was asked for. */
export interface ServeOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
  /** The arguments of the command line, which workers get, too. */
  readonly args: readonly string[];
}
