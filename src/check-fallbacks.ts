import { type Config, sourceConfig } from "./config/config.ts";
import type { Problem } from "./kernel/problem.ts";
import { fallbackFault } from "./sources/fallback-request.ts";

/** Finds fallbacks, also those of the calendar, that may not stand in for the base URL of their source. */
export function checkFallbacks(
  config: Pick<Config, "sources">,
  /** By the names of sources. */
  baseUrls: ReadonlyMap<string, string>,
): readonly Problem[] {
  return [...baseUrls].flatMap(([source, baseUrl]) => {
    const { fallbackUrls, schedule } = sourceConfig(config, source);
    const places = [
      { setting: "fallbackUrls", urls: fallbackUrls },
      ...schedule.map(({ set }, index) => ({
        setting: `schedule[${index}].set.fallbackUrls`,
        urls: set.fallbackUrls,
      })),
    ];
    return places.flatMap(({ setting, urls }) =>
      urls
        .map((url) => fallbackFault(baseUrl, url))
        .filter((fault) => fault !== undefined)
        .map((message): Problem => ({
          code: "INVALID_FALLBACK",
          severity: "error",
          message,
          help: `Correct sources.${source}.${setting}, or remove it there. The base URL is ${baseUrl}.`,
          origin: undefined,
        })),
    );
  });
}
