import type { Key, Outcome } from "../connectors/outcome.ts";
import { inBackground, type RequestContext } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import type { CacheMetrics } from "../telemetry/cache-metrics.ts";
import type { Answer, AnswerKeys, Answers } from "./answers.ts";
import type { Batch, Wanted } from "./batch.ts";
import { isDueEarly } from "./early-refresh.ts";
import type { Entry } from "./entry.ts";
import { Keeper, type KeeperOptions } from "./keeper.ts";
import type { KeptConnector } from "./kept-connector.ts";
import { observeAnswers } from "./observe-answers.ts";
import { Refreshing } from "./refreshing.ts";
import { revalidating, staleOutcome } from "./served-outcome.ts";
import type { SharedTier } from "./shared-tier.ts";
import { type Moment, standingOf } from "./standing.ts";
import { there } from "./there.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface FreshnessOptions extends KeeperOptions {
  /** The connectors whose values are kept. */
  readonly kept: ReadonlyMap<Connector, KeptConnector>;
  /** Undefined when nobody collects metrics. */
  readonly metrics: CacheMetrics | undefined;
  /** How long a refresh may take that nobody waits for. */
  readonly refreshTimeoutMs: number;
  /** Is told of bugs in what nobody waits for. */
  readonly onBug: (bug: unknown) => void;
}

/**
 * Answers keys from what is kept, while that is fresh, or stale and allowed; has the rest fetched, and
 * keeps it. Each key of each scope for itself.
 */
export class Freshness {
  readonly #options: FreshnessOptions;
  readonly #keeper: Keeper;
  readonly #refreshing: Refreshing;

  constructor(options: FreshnessOptions) {
    this.#options = options;
    this.#keeper = new Keeper(options);
    this.#refreshing = new Refreshing(options.clock);
  }

  readonly answerKeys: AnswerKeys = (connector, keys, request) => {
    const { kept: connectors, fetchKeys, metrics, clock } = this.#options;
    const kept = connectors.get(connector);
    if (kept === undefined) return fetchKeys(connector, keys, request);
    const answers = this.#answer(kept, keys, request);
    if (metrics === undefined && request.trace === undefined) return answers;
    // What goes wrong is told to those who wait for the answers.
    observeAnswers(answers, { kept, request, metrics, nowMs: clock.dateMs() }).catch(() => {});
    return answers;
  };

  #answer(kept: KeptConnector, keys: readonly Key[], request: RequestContext): Answers {
    const batch = { kept, request, scope: kept.scopeOf(request) };
    const prefix = kept.keyPrefix(batch.scope);
    const look = this.#look(request);
    const answers: (Outcome | undefined)[] = [];
    const misses: Wanted[] = [];
    for (const key of keys) {
      const entryKey = prefix + key.id;
      const wanted = { key, entryKey, entry: this.#keeper.get(entryKey) };
      const outcome = this.#serve(batch, wanted, look);
      if (outcome === undefined) misses.push(wanted);
      answers.push(outcome);
    }
    this.#refresh(batch, look.due);
    return misses.length === 0 ? answers.map(there) : this.#fillIn(batch, answers, misses);
  }

  /** Has the misses fetched. What is there does not wait for them. */
  #fillIn(
    batch: Batch,
    answers: readonly (Outcome | undefined)[],
    misses: readonly Wanted[],
  ): Answers {
    // Who wants nothing that is kept has no use for the store.
    const shared = batch.request.maxAgeMs === 0 ? undefined : this.#options.shared;
    if (shared === undefined && misses.length === answers.length) {
      return this.#keeper.fetch(batch, misses);
    }
    const isHere = ({ entryKey }: Wanted): boolean =>
      shared === undefined || this.#keeper.isFetching(entryKey);
    const here = misses.filter(isHere);
    const elsewhere = misses.filter((miss) => !isHere(miss));
    const coming = new Map<Wanted, Promise<Outcome>>();
    if (here.length > 0) note(here, this.#keeper.fetch(batch, here), coming);
    if (shared !== undefined && elsewhere.length > 0) {
      note(elsewhere, this.#find(shared, batch, elsewhere), coming);
    }
    let next = 0;
    return answers.map((answer) => answer ?? there(coming.get(there(misses[next++]))));
  }

  /** What can be served of a key. Notes it where it is due to be asked for anew. */
  #serve({ kept }: Batch, wanted: Wanted, { moment, due }: Look): Outcome | undefined {
    const { key, entry } = wanted;
    if (entry === undefined) return undefined;
    const standing = standingOf(entry, moment);
    if (standing === "expired" || !kept.holds(this.#options.log, key, entry)) return undefined;
    if (standing === "stale" || isDueEarly(entry, moment.nowMs, this.#options.random)) {
      due.push(wanted);
    }
    return standing === "stale" ? staleOutcome(entry, revalidating) : entry.outcome;
  }

  /** Looks in the store that replicas share. What another replica is fetching is waited for. */
  async #find(
    shared: SharedTier,
    batch: Batch,
    misses: readonly Wanted[],
  ): Promise<readonly Answer[]> {
    const isGood = this.#judge(batch, misses);
    const found = await shared.find(misses.map(keyOf), isGood);
    const look = this.#look(batch.request);
    const looked = misses.map((miss, index) => withEntry(miss, found[index]?.entry));
    const answers: (Answer | undefined)[] = [];
    const ours: Wanted[] = [];
    const theirs: Wanted[] = [];
    for (const [index, wanted] of looked.entries()) {
      const { isOurs } = there(found[index]);
      const outcome = this.#adopt(batch, wanted, look);
      answers.push(outcome);
      if (outcome === undefined) (isOurs ? ours : theirs).push(wanted);
    }
    this.#refresh(batch, look.due);

    const coming = new Map<Wanted, Promise<Outcome>>();
    if (ours.length > 0) note(ours, this.#keeper.fetch(batch, ours), coming);
    const arrivals = shared.wait(theirs.map(keyOf), isGood);
    for (const [index, wanted] of theirs.entries()) {
      coming.set(wanted, this.#arrive(batch, wanted, there(arrivals[index])));
    }
    return answers.map((answer, index) => answer ?? there(coming.get(there(looked[index]))));
  }

  /** What another replica has fetched meanwhile; where there is nothing, it is fetched here. */
  async #arrive(
    batch: Batch,
    wanted: Wanted,
    arrival: Promise<Entry | undefined>,
  ): Promise<Outcome> {
    const { signal } = batch.request;
    const arrived = withEntry(wanted, await unlessAborted(arrival, signal));
    const outcome = this.#adopt(batch, arrived, this.#look(batch.request));
    return outcome ?? there((await this.#keeper.fetch(batch, [arrived]))[0]);
  }

  /**
   * Serves what was found in the shared store, and keeps it in memory, too; or what has come here
   * meanwhile: another request of this process may have fetched it, and its lease is ours as well.
   */
  #adopt(batch: Batch, wanted: Wanted, look: Look): Outcome | undefined {
    const here = this.#keeper.get(wanted.entryKey);
    const newest = withEntry(wanted, here);
    const outcome = this.#serve(batch, newest, look);
    if (outcome !== undefined && newest.entry !== undefined && newest.entry !== here) {
      this.#options.memory.set(newest.entryKey, newest.entry);
    }
    return outcome;
  }

  /** Has keys asked for anew, in the background: each once at a time. */
  #refresh(batch: Batch, due: readonly Wanted[]): void {
    if (due.length === 0) return;
    const wanted = due.filter(({ entryKey }) => this.#refreshing.begin(entryKey));
    if (wanted.length === 0) return;
    const { clock, refreshTimeoutMs, onBug } = this.#options;
    this.#countRefreshes(batch.kept, wanted);
    const request = inBackground(batch.request, clock.nowMs() + refreshTimeoutMs);
    this.#renew({ ...batch, request }, wanted).catch((bug: unknown) => {
      for (const { entryKey } of wanted) this.#refreshing.end(entryKey, failurePauseMs);
      onBug(bug);
    });
  }

  #countRefreshes({ place }: KeptConnector, wanted: readonly Wanted[]): void {
    const { metrics, clock } = this.#options;
    if (metrics === undefined) return;
    const nowMs = clock.dateMs();
    const early = wanted.filter(({ entry }) => entry !== undefined && nowMs < entry.freshUntilMs);
    const staleCount = wanted.length - early.length;
    if (early.length > 0) metrics.refreshed(place, "early", early.length);
    if (staleCount > 0) metrics.refreshed(place, "stale", staleCount);
  }

  /** One that another replica has renewed, or is renewing, is not asked for again. */
  async #renew(batch: Batch, wanted: readonly Wanted[]): Promise<void> {
    const { shared, memory } = this.#options;
    let ours = wanted;
    if (shared !== undefined) {
      const isGood = this.#judge(batch, wanted);
      const isNewer = (entry: Entry, entryKey: string): boolean =>
        entry.fetchedAtMs > (this.#keeper.get(entryKey)?.fetchedAtMs ?? 0) &&
        isGood(entry, entryKey);
      const found = await shared.find(wanted.map(keyOf), isNewer);
      for (const [index, { entryKey }] of wanted.entries()) {
        const { entry, isOurs } = there(found[index]);
        if (entry !== undefined && isNewer(entry, entryKey)) memory.set(entryKey, entry);
        // While another replica is at it, not each reader has to look.
        if (!isOurs) this.#refreshing.end(entryKey, lookAgainMs);
      }
      ours = wanted.filter((_, index) => there(found[index]).isOurs);
    }
    const outcomes = ours.length === 0 ? [] : await this.#keeper.fetch(batch, ours);
    for (const [index, { entryKey }] of ours.entries()) {
      this.#refreshing.end(entryKey, pauseAfter(there(outcomes[index])));
    }
  }

  /** Tells whether an entry of the shared store may be served. */
  #judge({ kept, request }: Batch, wanted: readonly Wanted[]) {
    const keys = new Map(wanted.map(({ entryKey, key }) => [entryKey, key]));
    return (entry: Entry, entryKey: string): boolean => {
      const key = keys.get(entryKey);
      const { moment } = this.#look(request);
      return (
        key !== undefined &&
        standingOf(entry, moment) !== "expired" &&
        kept.holds(this.#options.log, key, entry)
      );
    };
  }

  #look({ maxAgeMs }: RequestContext): Look {
    return { moment: { nowMs: this.#options.clock.dateMs(), maxAgeMs }, due: [] };
  }
}

/** When keys are looked at, and which of them are found to be due to be asked for anew. */
interface Look {
  readonly moment: Moment;
  readonly due: Wanted[];
}

/** How long a key is left alone whose refresh has failed: else each of its readers would try. */
function pauseAfter(outcome: Outcome): number {
  const stale = outcome.kind === "error" ? undefined : outcome.freshness?.stale;
  const substituted = stale?.kind === "error" ? stale.error : undefined;
  const error = outcome.kind === "error" ? outcome.error : substituted;
  return error === undefined ? 0 : (error.retryAfterMs ?? failurePauseMs);
}

const failurePauseMs = 1000;
const lookAgainMs = 50;

function keyOf({ entryKey }: Wanted): string {
  return entryKey;
}

/** Notes which of several answers each key is to have. */
function note(
  wanted: readonly Wanted[],
  answers: Promise<readonly Answer[]>,
  coming: Map<Wanted, Promise<Outcome>>,
): void {
  for (const [index, one] of wanted.entries()) {
    coming.set(
      one,
      answers.then((all) => there(all[index])),
    );
  }
}

/** With what was found elsewhere, where that is newer. */
function withEntry(wanted: Wanted, found: Entry | undefined): Wanted {
  const isNewer = found !== undefined && found.fetchedAtMs > (wanted.entry?.fetchedAtMs ?? 0);
  return isNewer ? { ...wanted, entry: found } : wanted;
}
