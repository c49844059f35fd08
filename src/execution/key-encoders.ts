import { compileKeyEncoder, type KeyEncoder } from "../connectors/encode-key.ts";
import type { Connector } from "../contract/contract.ts";

/** The key encoders of a contract's connectors, each compiled when a plan first needs it. */
export class KeyEncoders {
  readonly #encoders = {
    field: new Map<Connector, KeyEncoder>(),
    object: new Map<Connector, KeyEncoder>(),
  };

  /** Makes the key for a field's value, or for the rest of an object. */
  of(connector: Connector, use: "field" | "object"): KeyEncoder {
    const known = this.#encoders[use].get(connector);
    if (known !== undefined) return known;
    const encoder = compileKeyEncoder(connector, use);
    this.#encoders[use].set(connector, encoder);
    return encoder;
  }
}
