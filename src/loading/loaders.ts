import type { Key, Outcome } from "../connectors/outcome.ts";
import { inLane } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import { Loader, type LoadersOptions } from "./loader.ts";

/**
 * The loaders of one request: one set for what its first answer waits for, and one for what may be
 * late, so that the latter is never in a batch with the former, nor sent before it.
 */
export class Loaders {
  readonly first: LoaderSet;
  readonly #options: LoadersOptions;
  #late: LoaderSet | undefined;

  constructor(options: LoadersOptions) {
    this.#options = options;
    this.first = new LoaderSet(options);
  }

  /** Keys that the first set was asked for before are not asked for again. */
  get late(): LoaderSet {
    const { request } = this.#options;
    this.#late ??= new LoaderSet(
      { ...this.#options, request: inLane(request, "background") },
      this.first,
    );
    return this.#late;
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
