import type { Failure } from "./failure.ts";
import type { ExpectedHeaders, ExpectedRequest, Written } from "./suite.ts";
import { meaningOf, meaningOfQuery, type UrlMeaning } from "./url-meaning.ts";

/** What of a request's URL is not as a test says: of the whole, or of the parts that it names. */
export function checkUrl(
  { url: whole, scheme, origin, path, queryParams }: ExpectedRequest,
  url: string,
): readonly Failure[] {
  const { protocol, host, origin: base, pathname, search, searchParams } = new URL(url);
  const actual = meaningOf(url);
  const isLike = (written: string, ...parts: readonly (keyof UrlMeaning)[]): boolean => {
    const meaning = meaningOf(written, url);
    return parts.every((part) => meaning?.[part] === actual?.[part]);
  };
  const hasQuery = path?.value.includes("?") === true;
  const hasScheme = origin?.value.includes("://") === true;
  return [
    compare("url", whole, {
      came: url,
      isSame: (value) => isLike(value, "scheme", "host", "path", "query"),
    }),
    compare("scheme", scheme, {
      came: protocol.slice(0, -1),
      isSame: (value) => `${value.replace(/:.*/s, "").toLowerCase()}:` === protocol,
    }),
    compare("origin", origin, {
      came: hasScheme ? base : host,
      isSame: (value) =>
        hasScheme ? isLike(value, "scheme", "host") : isLike(`${protocol}//${value}`, "host"),
    }),
    compare("path", path, {
      came: hasQuery ? `${pathname}${search}` : pathname,
      isSame: (value) => isLike(value.replace(/^\/*/, "/"), "path", ...(hasQuery ? queryToo : [])),
    }),
    compare(
      "queryParams",
      queryParams && { value: textOf(pairsOf(queryParams.value)), origin: queryParams.origin },
      {
        came: textOf(searchParams),
        isSame: () => meaningOfQuery(pairsOf(queryParams?.value)) === actual?.query,
      },
    ),
  ].flat();
}

const queryToo = ["query"] as const;

interface Actual {
  readonly came: string;
  readonly isSame: (expected: string) => boolean;
}

function compare(
  part: string,
  written: Written<string> | undefined,
  { came, isSame }: Actual,
): readonly Failure[] {
  if (written === undefined || isSame(written.value)) return [];
  const { value: expected, origin } = written;
  return [{ what: `connectorRequest.${part}`, origin, expected, came }];
}

type Pairs = readonly (readonly [string, string])[];

function pairsOf(names: ExpectedHeaders = new Map()): Pairs {
  return [...names].flatMap(([name, values]) =>
    values.map((value): Pairs[number] => [name, value]),
  );
}

function textOf(pairs: Iterable<readonly [string, string]>): string {
  return [...pairs].map(([name, value]) => `${name}: ${value}`).join("\n") || "none";
}
