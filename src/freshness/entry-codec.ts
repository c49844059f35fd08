import type { OutcomeFreshness } from "../connectors/outcome.ts";
import type { Validators } from "../connectors/source-facts.ts";
import { freezeJson, hasLongDigits, type Json, parseJson, stringifyJson } from "../kernel/json.ts";
import type { Entry } from "./entry.ts";
import { clockToleranceMs } from "./standing.ts";

/**
 * An entry as text. `position` is what its reader can make its position of.
 *
 * Times are whole milliseconds: it is good for a moment less, and never for longer, than it was. The
 * facts of the call that brought it are not in it.
 */
export function encodeEntry(entry: Entry, position: string | number): string {
  const { outcome, validators } = entry;
  const fetchedAtMs = Math.floor(entry.fetchedAtMs);
  const afterThat = (timeMs: number) => Math.floor(timeMs) - fetchedAtMs;
  const parts: unknown[] = [
    codecVersion,
    outcome.kind,
    privacyOf(outcome.freshness),
    position,
    fetchedAtMs,
    afterThat(entry.freshUntilMs),
    afterThat(entry.revalidateUntilMs),
    afterThat(entry.errorUntilMs),
    afterThat(entry.keepUntilMs),
    Math.ceil(entry.tookMs),
    validators === undefined ? 0 : [validators.etag ?? 0, validators.lastModified ?? 0],
  ];
  if (outcome.kind === "value" && outcome.value !== undefined) parts.push(outcome.value);
  const text = stringifyJson(parts);
  return hasLongDigits(text) ? JSON.stringify(parts, writeAsRead) : text;
}

export interface DecodeEntryOptions {
  readonly nowMs: number;
  /** Undefined where a position means nothing here: then neither does the entry. */
  readonly readPosition: (position: Json | undefined) => number | undefined;
}

/**
 * The entry of a text, its value frozen. Undefined for a text that somebody else wrote, or another
 * version; for an entry that has ended, and for one from the future.
 */
export function decodeEntry(
  text: unknown,
  { nowMs, readPosition }: DecodeEntryOptions,
): Entry | undefined {
  const [version, kind, privacy, from, fetchedAtMs, ...rest] = readList(text);
  const [freshMs, revalidateMs, errorMs, keepMs, tookMs, validators, value] = rest;
  if (version !== codecVersion || (kind !== "value" && kind !== "missing")) return undefined;
  if (!isNumber(fetchedAtMs) || !isNumber(freshMs) || !isNumber(revalidateMs)) return undefined;
  if (!isNumber(errorMs) || !isNumber(keepMs) || !isNumber(tookMs)) return undefined;
  if (fetchedAtMs > nowMs + clockToleranceMs || fetchedAtMs + keepMs <= nowMs) return undefined;
  const position = readPosition(from);
  if (position === undefined) return undefined;

  freezeJson(value);
  const freshUntilMs = fetchedAtMs + freshMs;
  const isPrivate = privacy === "private";
  const freshness =
    isPrivate || privacy === "shared"
      ? { fetchedAtMs, freshUntilMs, isPrivate, isHit: true, stale: undefined }
      : undefined;
  return {
    outcome:
      kind === "value"
        ? { kind, value, source: undefined, freshness }
        : { kind, source: undefined, freshness },
    fetchedAtMs,
    freshUntilMs,
    revalidateUntilMs: fetchedAtMs + revalidateMs,
    errorUntilMs: fetchedAtMs + errorMs,
    keepUntilMs: fetchedAtMs + keepMs,
    tookMs,
    validators: readValidators(validators),
    position,
  };
}

/** A number beyond 2^53 would be read as the `bigint` of its digits. */
function writeAsRead(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(String(value));
  const isRead = Number.isSafeInteger(value) || !Number.isFinite(value);
  return typeof value !== "number" || isRead ? value : JSON.rawJSON(value.toExponential());
}

function privacyOf(freshness: OutcomeFreshness | undefined): string {
  if (freshness === undefined) return "";
  return freshness.isPrivate ? "private" : "shared";
}

function readList(text: unknown): readonly (Json | undefined)[] {
  if (typeof text !== "string") return [];
  try {
    const list = parseJson(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number";
}

function readValidators(value: Json | undefined): Validators | undefined {
  if (!Array.isArray(value)) return undefined;
  const [etag, lastModified]: readonly unknown[] = value;
  if (typeof etag === "string") {
    return { etag, lastModified: typeof lastModified === "string" ? lastModified : undefined };
  }
  return typeof lastModified === "string" ? { etag: undefined, lastModified } : undefined;
}

/** Part of each text: another version reads nothing of this one. */
const codecVersion = 1;
