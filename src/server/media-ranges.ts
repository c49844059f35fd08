/** One of the types in an `Accept` (RFC 9110, section 12.5.1); names and values in lower case. */
export interface MediaRange {
  /** "application/json", or with `*` for a part of it. */
  readonly type: string;
  /** Without `q`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** How much it is liked: from 0, which is not accepted at all, to 1. */
  readonly quality: number;
}

/** Reads an `Accept`. What is malformed is not accepted. */
export function readMediaRanges(accept: string): readonly MediaRange[] {
  return accept.toLowerCase().split(",").map(readRange);
}

function readRange(text: string): MediaRange {
  const [type = "", ...rest] = text.split(";");
  const { q = "1", ...parameters } = Object.fromEntries(rest.map(readParameter));
  const quality = Number(q);
  return {
    type: type.trim(),
    parameters: new Map(Object.entries(parameters)),
    quality: quality > 0 ? quality : 0,
  };
}

function readParameter(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("=");
  return [
    name.trim(),
    value
      .join("=")
      .trim()
      .replace(/^"(.*)"$/, "$1"),
  ];
}
