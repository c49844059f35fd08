import { type Config, sourceConfig } from "./config/config.ts";
import type { CompiledConnector } from "./connectors/compile-connector.ts";
import type { Problem } from "./kernel/problem.ts";
import { isRefusedHost } from "./sources/refused-addresses.ts";

/**
 * Finds URLs whose host is, as it is written, an address that is not called. What a name resolves to
 * is looked at when it is called.
 */
export function checkAddresses(
  config: Pick<Config, "sources">,
  connectors: readonly Pick<CompiledConnector, "connector" | "baseUrl">[] = [],
): readonly Problem[] {
  const called = connectors.flatMap(({ connector, baseUrl }): readonly CalledPlace[] =>
    baseUrl === undefined ? [] : [{ source: connector.source?.name, url: baseUrl }],
  );
  const problems = [...called, ...placesOf(config)].flatMap(({ source, url }) => {
    const isAllowed = source !== undefined && sourceConfig(config, source).allowLinkLocal;
    return isAllowed || !isRefusedHost(new URL(url).hostname) ? [] : [problemAt(source, url)];
  });
  // Connectors of one source have one base URL.
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

interface CalledPlace {
  /** The name of the source; undefined where a connector calls an absolute URL. */
  readonly source: string | undefined;
  readonly url: string;
}

/** What the settings of sources name besides their base URLs. */
function placesOf({ sources }: Pick<Config, "sources">): readonly CalledPlace[] {
  return Object.entries(sources).flatMap(([source, { fallbackUrls, schedule, auth }]) =>
    [
      ...fallbackUrls,
      ...schedule.flatMap(({ set }) => set.fallbackUrls),
      ...(auth?.kind === "oauth2" ? [auth.tokenUrl] : []),
    ].map((url) => ({ source, url })),
  );
}

function problemAt(source: string | undefined, url: string): Problem {
  return {
    code: "ADDRESS_REFUSED",
    severity: "error",
    message: `A source may not be at a link-local address or at that of a metadata service, and ${new URL(url).origin} is one.`,
    help:
      source === undefined
        ? "Correct the URL; or declare it as a @source, which may be allowed to."
        : `Correct the URL; or, if that is meant, set sources.${source}.allowLinkLocal: true.`,
    origin: undefined,
  };
}
