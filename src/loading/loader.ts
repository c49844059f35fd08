import DataLoader, { type CacheMap } from "dataloader";

import type { Key, Outcome } from "../connectors/outcome.ts";
import { type RequestContext, withTrace } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import { type Answer, type AnswerKeys, type Answers, outcomesOf } from "../freshness/answers.ts";
import type { OpenSpan, Tracing } from "../telemetry/tracing.ts";

/** What the loaders of a request work with. */
export interface LoadersOptions {
  readonly answerKeys: AnswerKeys;
  readonly request: RequestContext;
  readonly tracing: Tracing | undefined;
}

/**
 * One connector's DataLoader for one request.
 *
 * Failures are outcomes, so the DataLoader never sees an error: each key keeps its own. It
 * dispatches at the end of the tick and has no window, because it holds keys that are answered
 * without a call just as long as the others.
 */
export class Loader {
  readonly #connector: Connector;
  readonly #options: LoadersOptions;
  readonly #dataLoader: DataLoader<Key, Answer, string>;
  readonly #asked: AskedKeys;
  readonly #known = new Set<string>();
  /** Keys asked for since the last dispatch that had been asked for before. */
  #hits = 0;

  /** Keys that the loader `before` was asked for are not asked for again. */
  constructor(connector: Connector, options: LoadersOptions, before?: Loader) {
    this.#connector = connector;
    this.#options = options;
    this.#asked = before === undefined ? new Map() : new KeysAskedAfter(before.#asked);
    this.#dataLoader = new DataLoader((keys) => this.#fetch(keys), {
      cacheKeyFn: (key) => key.id,
      // Without `$batch` each key is a call, and none has to wait for the others. With it, the
      // connector divides the keys into calls.
      maxBatchSize: connector.batch === undefined ? 1 : Number.POSITIVE_INFINITY,
      name: connector.id,
      cacheMap: this.#asked,
    });
  }

  /** Loads distinct keys. One outcome per key, in the order of the keys; never rejects. */
  load(keys: readonly Key[]): Promise<readonly Outcome[]> {
    if (this.#options.tracing !== undefined) this.#countHits(keys);
    return Promise.all(keys.map((key) => this.#dataLoader.load(key)));
  }

  #countHits(keys: readonly Key[]): void {
    for (const { id } of keys) {
      if (this.#known.has(id)) this.#hits += 1;
      this.#known.add(id);
    }
  }

  /** Those that are there at once do not wait for the others: those are promises. */
  async #fetch(keys: readonly Key[]): Promise<readonly Answer[]> {
    const { answerKeys, request, tracing } = this.#options;
    if (tracing === undefined) return answerKeys(this.#connector, keys, request);
    const hits = this.#hits;
    this.#hits = 0;

    const span = tracing.start(`GraphQL DataLoader Batch ${this.#connector.id}`, request.trace, {
      attributes: {
        "graphql.processing.type": "dataloader_batch",
        "graphql.dataloader.name": this.#connector.id,
        "graphql.dataloader.batch.size": keys.length + hits,
        "graphql.dataloader.cache.hit_count": hits,
        "graphql.dataloader.cache.miss_count": keys.length,
      },
    });
    const answers = answerKeys(this.#connector, keys, withTrace(request, span.context));
    void endWith(span, answers);
    return answers;
  }
}

type AskedKeys = CacheMap<string, Promise<Answer>>;

/** Keys, on top of those that another loader was asked for. */
class KeysAskedAfter extends Map<string, Promise<Answer>> {
  readonly #before: AskedKeys;

  constructor(before: AskedKeys) {
    super();
    this.#before = before;
  }

  override get(id: string): Promise<Answer> | undefined {
    return super.get(id) ?? (this.#before.get(id) || undefined);
  }
}

/** Ends the span of a batch when all its keys are answered. */
async function endWith(span: OpenSpan, answers: Answers): Promise<void> {
  try {
    const outcomes = await outcomesOf(answers);
    const failed = outcomes.find((outcome) => outcome.kind === "error");
    span.end(failed?.error);
  } catch (bug) {
    span.end(bug);
  }
}
