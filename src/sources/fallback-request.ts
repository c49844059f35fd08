import type { HttpRequest } from "../connectors/http-message.ts";

/** The same request to a fallback; undefined where it has none. */
export type ToFallback = (request: HttpRequest) => HttpRequest | undefined;

/**
 * Compiles how the requests of a source are sent to a fallback base URL instead: origin and path of
 * the base are replaced, all else stays.
 *
 * A request to elsewhere than the base URL, as of a connector with an absolute URL, has no fallback.
 */
export function compileFallback(baseUrl: string, fallbackUrl: string): ToFallback {
  const base = parseBase(baseUrl);
  const fallback = parseBase(fallbackUrl);

  return (request) => {
    const rest = request.path.slice(base.path.length);
    const isBelow =
      request.origin === base.origin &&
      request.path.startsWith(base.path) &&
      /^(?:[/?]|$)/.test(rest);
    if (!isBelow) return undefined;
    const path = fallback.path + rest;
    return { ...request, origin: fallback.origin, path: path.startsWith("/") ? path : `/${path}` };
  };
}

/** Why a URL may not stand in for the base URL; undefined where it may. */
export function fallbackFault(baseUrl: string, fallbackUrl: string): string | undefined {
  const isExposed =
    new URL(baseUrl).protocol === "https:" && new URL(fallbackUrl).protocol !== "https:";
  return isExposed
    ? `A fallback for a base URL with https needs https too, or credentials would go in the clear; this is "${fallbackUrl}".`
    : undefined;
}

interface Base {
  readonly origin: string;
  /** Without a slash at its end: "" or "/v1". */
  readonly path: string;
}

/** The path as it is written, with one slash before it and none behind: so requests have it. */
function parseBase(text: string): Base {
  const path = text.replace(/^\w+:\/\/[^/?#]*/, "").replace(/[?#].*$/s, "");
  return { origin: new URL(text).origin, path: path.replace(/^\/+/, "/").replace(/\/+$/, "") };
}
