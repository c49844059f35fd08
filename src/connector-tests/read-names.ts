import type { ExpectedHeaders } from "./suite.ts";
import type { YamlValue } from "./yaml-value.ts";

/**
 * Reads headers, or the parameters of a query: values by name, several of one name as a list. One
 * without a value has the empty list.
 */
export function readNames(written: YamlValue): ExpectedHeaders {
  return new Map(
    Array.from(written.entries(), ([name, value]): [string, readonly string[]] => {
      if (value.isNull) return [name, []];
      const values = value.isList ? value.items() : [value];
      return [name, values.map((it) => it.text()).filter((it) => it !== undefined)];
    }),
  );
}

/** Headers as messages have them: names in lower case; those without a value are left out. */
export function headerTexts(
  names: ExpectedHeaders = new Map(),
): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries(
    [...names].flatMap(([name, [first, ...others]]): [string, string | string[]][] => {
      if (first === undefined) return [];
      return [[name.toLowerCase(), others.length === 0 ? first : [first, ...others]]];
    }),
  );
}
