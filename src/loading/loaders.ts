import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector } from "../contract/contract.ts";
import { Loader, type LoadersOptions } from "./loader.ts";

/**
 * The loaders of one request, one for each connector it uses.
 *
 * Keys that the steps of one tick ask of one connector go out as one batch, whatever place of the
 * operation they come from. A key that was asked before is not asked again.
 */
export class Loaders {
  readonly #options: LoadersOptions;
  readonly #byConnector = new Map<Connector, Loader>();

  constructor(options: LoadersOptions) {
    this.#options = options;
  }

  /** Loads distinct keys. One outcome per key, in the order of the keys; never rejects. */
  load(connector: Connector, keys: readonly Key[]): Promise<readonly Outcome[]> {
    let loader = this.#byConnector.get(connector);
    if (loader === undefined) {
      loader = new Loader(connector, this.#options);
      this.#byConnector.set(connector, loader);
    }
    return loader.load(keys);
  }
}
