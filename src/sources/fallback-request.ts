import type { HttpRequest } from "../connectors/http-message.ts";

/** The same request to the fallback of this index, from 0; undefined where it has none. */
export type ToFallback = (request: HttpRequest, index: number) => HttpRequest | undefined;

/**
 * Compiles how the requests of a source are sent to its fallback base URLs instead: origin and path
 * of the base are replaced, all else stays.
 *
 * A request to elsewhere than the base URL, as of a connector with an absolute URL, has no fallback.
 */
export function compileFallbacks(baseUrl: string, fallbackUrls: readonly string[]): ToFallback {
  const base = parseBase(baseUrl);
  const fallbacks = fallbackUrls.map(parseBase);

  return (request, index) => {
    const fallback = fallbacks[index];
    if (fallback === undefined || request.origin !== base.origin) return undefined;
    const rest = request.path.slice(base.path.length);
    const isBelow = request.path.startsWith(base.path) && /^(?:[/?]|$)/.test(rest);
    if (!isBelow) return undefined;
    const path = fallback.path + rest;
    return { ...request, origin: fallback.origin, path: path.startsWith("/") ? path : `/${path}` };
  };
}

interface Base {
  readonly origin: string;
  /** Without a slash at its end: "" or "/v1". */
  readonly path: string;
}

function parseBase(text: string): Base {
  const { origin, pathname } = new URL(text);
  return { origin, path: pathname.replace(/\/+$/, "") };
}
