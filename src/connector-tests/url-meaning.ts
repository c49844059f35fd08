/** What a URL says, whichever way its characters are encoded. */
export interface UrlMeaning {
  /** "https". */
  readonly scheme: string;
  /** With the port, where it is not the scheme's own: "api.example.com:8080". */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/**
 * What a URL means, for comparing: a blank is a blank, written as " ", "%20" or "+". The order of the
 * query's parameters does not matter, but for those of one name. Undefined where it is no URL.
 *
 * @param base stands for what a relative URL leaves out.
 */
export function meaningOf(url: string, base?: string): UrlMeaning | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, host, pathname, searchParams } = new URL(url, base);
  return {
    scheme: protocol.slice(0, -1),
    host,
    path: pathname
      .split("/")
      .map((segment) => encodeURIComponent(decode(segment)))
      .join("/"),
    query: meaningOfQuery(searchParams),
  };
}

/** The same for parameters alone. */
export function meaningOfQuery(pairs: Iterable<readonly [string, string]>): string {
  return JSON.stringify(
    [...pairs].toSorted(([one], [other]) => (one < other ? -1 : +(one > other))),
  );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
