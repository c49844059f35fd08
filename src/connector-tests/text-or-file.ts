import { stringifyJson } from "../kernel/json.ts";
import type { Written } from "./suite.ts";
import { readNamedFile, type SuitePlace } from "./suite-files.ts";
import type { YamlValue } from "./yaml-value.ts";

/** Values by key, as they are written. */
export type Fields = ReadonlyMap<string, YamlValue>;

/** The value of one of two keys that say the same; both together are a problem. */
export function oneOf(fields: Fields, first: string, second: string): YamlValue | undefined {
  const [one, other] = [fields.get(first), fields.get(second)];
  if (one !== undefined && other !== undefined) {
    other.refuse({
      code: "SUITE_INVALID_VALUE",
      message: `"${first}" and "${second}" say the same; here are both.`,
      help: "Remove one of them.",
    });
  }
  return one ?? other;
}

/**
 * The text at a key, or of the file that the key with "File" after it names. What is no text but a
 * map, a list or a number is the JSON of that.
 */
export function readTextOrFile(
  fields: Fields,
  key: string,
  place: SuitePlace,
): WrittenText | undefined {
  const written = oneOf(fields, key, `${key}File`);
  if (written === undefined) return undefined;
  const value = fields.has(key) ? inline(written) : readNamedFile(written, place);
  return value === undefined ? undefined : { value, origin: written.origin, written };
}

export interface WrittenText extends Written<string> {
  /** What the suite says at its place: the text, or the name of the file. */
  readonly written: YamlValue;
}

function inline(written: YamlValue): string | undefined {
  return written.isText ? written.text() : stringifyJson(written.json());
}

/** What is read of a value, if there is one, with its place. */
export function readAt<Value>(
  written: YamlValue | undefined,
  read: (written: YamlValue) => Value | undefined,
): Written<Value> | undefined {
  const value = written && read(written);
  return written === undefined || value === undefined
    ? undefined
    : { value, origin: written.origin };
}
