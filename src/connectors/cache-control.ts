/** One directive of a `Cache-Control` header: its name in lower case. */
export interface CacheDirective {
  readonly name: string;
  /** Without its quotes; undefined where there is none. */
  readonly value: string | undefined;
}

/**
 * The directives of a `Cache-Control` header (RFC 9111, section 5.2), in their order, repeated ones
 * too. What is no directive is passed over: an empty member, a value without a name.
 */
export function parseCacheControl(
  header: string | readonly string[] | undefined,
): readonly CacheDirective[] {
  if (header === undefined) return [];
  const text = typeof header === "string" ? header : header.join();
  return [...text.matchAll(directive)].map(([, name = "", quoted, plain]) => ({
    name: name.toLowerCase(),
    value: quoted?.replaceAll(escaped, "$1") ?? plain?.trim(),
  }));
}

/**
 * A number of whole seconds as milliseconds; undefined for what is none. Beyond 68 years all are
 * alike, as in RFC 9111, section 1.2.2.
 */
export function secondsAsMs(text: string | undefined): number | undefined {
  if (text === undefined || !digits.test(text)) return undefined;
  return Math.min(Number(text), 2 ** 31) * 1000;
}

/** The comma in a quoted value separates nothing. */
const directive = /(?<=^|,)[ \t]*([\w!#$%&'*+.^`|~-]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^",]*)))?[^,]*/g;

const escaped = /\\(.)/g;

const digits = /^\d+$/;
