import type { BatchSettings } from "./batch-in-force.ts";
import type { ResolverCoordinates } from "./checks/check-coverage.ts";
import type { SchemaTypes } from "./schema-types.ts";

/** What descriptions tell of, besides what a contract has. */
export interface DescriptionFacts {
  readonly types: SchemaTypes;
  /** The types that a connector returns and of which nothing says how long they are kept. */
  readonly unpromised: { readonly has: (typeName: string) => boolean };
  readonly resolvers: ResolverCoordinates;
  readonly batchSettings: BatchSettingsOf;
}

/** What the operator says of the calls of a source, by its name; undefined: of one without a name. */
export type BatchSettingsOf = (sourceName: string | undefined) => BatchSettings;
