/** How much of a minute's operations and calls somebody has used. */
export interface RateUse {
  readonly operations: number;
  readonly calls: number;
}

/** The same of a minute that has begun, and of the one before. */
export interface SharedUse {
  readonly now: RateUse;
  readonly before: RateUse;
  /** How long ago it has begun. */
  readonly elapsedMs: number;
}

/** Where several gateways count together what callers use. */
export interface RateShare {
  /**
   * Adds what was used here, and tells what was used everywhere. Calls may be less than 0: some that
   * were counted beforehand were not needed. Rejects when nobody can be reached.
   */
  readonly add: (callerKey: string, use: RateUse) => Promise<SharedUse>;
}
