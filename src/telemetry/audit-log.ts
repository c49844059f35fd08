import type { Context } from "@opentelemetry/api";

import type { Caller } from "../kernel/caller.ts";
import type { Lane } from "../kernel/lane.ts";
import type { CallTimes } from "./call-times.ts";

/** Which calls were made, for whom, and what came of them: one line for each. */
export interface AuditLog {
  readonly write: (call: AuditedCall) => void;
  /** Writes what is left, for a few seconds at most, and closes the file. Never rejects. */
  readonly stop: () => Promise<void>;
}

/** A call as it is audited. Its keys and its scope are hashed before they are written. */
export interface AuditedCall extends CallTimes {
  readonly id: string;
  /** The source's name; undefined for a connector with an absolute URL. */
  readonly source: string | undefined;
  /** The connector's id. */
  readonly connector: string;
  readonly lane: Lane;
  /** "" where all callers share the call. */
  readonly scope: string;
  readonly keys: readonly { readonly id: string }[];
  /** How many requests it served. */
  readonly requests: number;
  /** Who sent all of them; undefined where those are several, or have not proven who they are. */
  readonly caller: Caller | undefined;
  /** Their traces; empty when tracing is off. */
  readonly requesters: readonly Context[];
  /** How many keys ended how: as "value", "missing", or an error's `error.type`. */
  readonly outcomes: ReadonlyMap<string, number>;
}
