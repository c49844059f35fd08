import type { Key, Outcome } from "../connectors/outcome.ts";
import { inLane, type RequestContext, withSignal } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import { Loader, type LoadersOptions } from "./loader.ts";

export interface RequestLoadersOptions extends LoadersOptions {
  /** Aborts when nobody waits any more for what leaves after the first part of the answer. */
  readonly laterSignal: () => AbortSignal;
}

/**
 * The loaders of one request: a set for what the first part of its answer waits for, and sets for
 * what may be late, so that this is never in a batch with the former, nor sent before it. What the
 * first set was asked for is not asked for again.
 */
export class Loaders {
  readonly first: LoaderSet;
  readonly #options: RequestLoadersOptions;
  #late: LoaderSet | undefined;
  #later: LoaderSet | undefined;

  constructor(options: RequestLoadersOptions) {
    this.#options = options;
    this.first = new LoaderSet(options);
  }

  /** For lazy fields: the first part waits for them, if they are in time. */
  get late(): LoaderSet {
    const { request } = this.#options;
    this.#late ??= this.#set(inLane(request, "background"));
    return this.#late;
  }

  /** For what leaves after the first part. */
  get later(): LoaderSet {
    const { request, laterSignal } = this.#options;
    this.#later ??= this.#set(withSignal(inLane(request, "background"), laterSignal()));
    return this.#later;
  }

  #set(request: RequestContext): LoaderSet {
    return new LoaderSet({ ...this.#options, request }, this.first);
  }
}

/**
 * One loader for each connector that is used.
 *
 * Keys that the steps of one tick ask of one connector go out as one batch, whatever place of the
 * operation they come from. A key that was asked before is not asked again.
 */
export class LoaderSet {
  readonly #options: LoadersOptions;
  readonly #before: LoaderSet | undefined;
  readonly #byConnector = new Map<Connector, Loader>();

  constructor(options: LoadersOptions, before?: LoaderSet) {
    this.#options = options;
    this.#before = before;
  }

  /** Loads distinct keys. One outcome per key, in the order of the keys; never rejects. */
  load(connector: Connector, keys: readonly Key[]): Promise<readonly Outcome[]> {
    return this.loader(connector).load(keys);
  }

  /** The one of a connector: made when it is first needed. */
  loader(connector: Connector): Loader {
    let loader = this.#byConnector.get(connector);
    if (loader === undefined) {
      loader = new Loader(connector, this.#options, this.#before?.loader(connector));
      this.#byConnector.set(connector, loader);
    }
    return loader;
  }
}
