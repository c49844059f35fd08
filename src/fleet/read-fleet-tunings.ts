import type { Clock } from "../kernel/clock.ts";
import { fleetKeys } from "./fleet-keys.ts";
import { readTunings, type TunedSetting } from "./tuned-setting.ts";
import { withLink } from "./with-link.ts";

export interface ReadFleetTuningsOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  readonly prefix: string;
  readonly clock: Clock;
}

/** What is tuned in all replicas. Rejects when Redis does not answer. */
export function readFleetTunings({
  prefix,
  ...server
}: ReadFleetTuningsOptions): Promise<readonly TunedSetting[]> {
  return withLink(server, async (link) =>
    readTunings(await link.run((redis) => redis.hGetAll(fleetKeys(prefix).tunings))),
  );
}
