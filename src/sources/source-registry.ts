import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { SourceSnapshot } from "../telemetry/metrics.ts";
import type { RateLimitShare } from "./rate-limit-share.ts";
import { Source } from "./source.ts";
import type { SourceSettings } from "./source-settings.ts";

export interface SourceRegistryOptions {
  readonly clock: Clock;
  /** Is told of breakers that open and close, and of rate limits that are no longer shared. */
  readonly log: Logger;
  /** By the source's name. */
  readonly settings: (name: string) => SourceSettings;
  /** The part of a rate limit that other gateways leave; undefined: limits are not shared. */
  readonly share?: ((name: string) => RateLimitShare) | undefined;
}

/**
 * The sources of a gateway. They outlive the schemas that use them, so that a reload forgets no
 * limit: a source is the same as long as its name and its base URL are.
 */
export class SourceRegistry {
  readonly #options: SourceRegistryOptions;
  #settings: SourceRegistryOptions["settings"];
  readonly #sources = new Map<string, Source>();

  constructor(options: SourceRegistryOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  /** The source of this name and base URL. */
  open(name: string, baseUrl: string): Source {
    const id = JSON.stringify([name, baseUrl]);
    const known = this.#sources.get(id);
    if (known !== undefined) return known;
    const { clock, log, share } = this.#options;
    const source = new Source(
      {
        name,
        baseUrl,
        clock,
        random: Math.random,
        onBreakerChange: (endpoint, state) => {
          const level = state === "open" ? "warn" : "info";
          log[level]({ source: name, endpoint, state }, "breaker");
        },
        onTrouble: (reason) => log.warn({ source: name, reason }, "no access to a source"),
        sharing: share && {
          share: share(name),
          onLost: (err) => log.warn({ source: name, err }, "the rate limit is not shared for now"),
          onFound: () => log.info({ source: name }, "the rate limit is shared again"),
        },
      },
      this.#settings(name),
    );
    this.#sources.set(id, source);
    return source;
  }

  /** Takes new settings; calls under way go on. */
  tune(settings: SourceRegistryOptions["settings"]): void {
    this.#settings = settings;
    for (const source of this.#sources.values()) source.tune(settings(source.name));
  }

  snapshots(): readonly SourceSnapshot[] {
    return [...this.#sources.values()].map((source) => source.snapshot());
  }

  /** Closes the sources that are not among these, once their calls have ended. */
  async closeOthers(used: ReadonlySet<Source>): Promise<void> {
    const unused = [...this.#sources].filter(([, source]) => !used.has(source));
    for (const [id] of unused) this.#sources.delete(id);
    await Promise.all(unused.map(([, source]) => source.close()));
  }
}
