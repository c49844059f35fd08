import type { Invalidation } from "../freshness/invalidation.ts";
import type { InvalidationLog } from "../freshness/invalidation-log.ts";
import type { SharedLog } from "../freshness/shared-log.ts";
import { positionsOfThisLife, type SharedPositions } from "../freshness/shared-positions.ts";
import type { Seat } from "./seat.ts";

export interface WorkersLogOptions {
  readonly seat: Pick<Seat, "shareInvalidation" | "onInvalidation">;
  /** The log of this process: what other workers invalidate is added to it. */
  readonly local: Pick<InvalidationLog, "add">;
  /** What is shared with replicas on other machines; undefined: nothing is. */
  readonly beyond: SharedLog | undefined;
}

/** The log of invalidations that all workers of a machine share. */
export class WorkersLog implements SharedLog {
  readonly share: SharedPositions["share"];
  readonly local: SharedPositions["local"];
  readonly #options: WorkersLogOptions;

  constructor(options: WorkersLogOptions) {
    this.#options = options;
    const positions = options.beyond ?? positionsOfThisLife();
    this.share = (position) => positions.share(position);
    this.local = (shared) => positions.local(shared);
  }

  async start(): Promise<void> {
    const { seat, local, beyond } = this.#options;
    seat.onInvalidation((invalidation) => void local.add(invalidation));
    await beyond?.start();
  }

  async append(invalidation: Invalidation, position: number): Promise<number | undefined> {
    const { seat, beyond } = this.#options;
    const [workers, others] = await Promise.all([
      seat.shareInvalidation(invalidation),
      // This worker is counted as one of the workers already.
      beyond === undefined ? 1 : beyond.append(invalidation, position),
    ]);
    return workers === undefined || others === undefined ? undefined : workers + others - 1;
  }

  close(): void {
    this.#options.beyond?.close();
  }
}
