import type { ClientHeaders } from "../connectors/request-context.ts";
import { type Lane, lanes } from "../kernel/lane.ts";

/**
 * The lane that a request names in the header for it; undefined where it names none that there is,
 * and where there is no such header. `laneHeader` is in lower case.
 */
export function namedLane(
  headers: ClientHeaders,
  laneHeader: string | undefined,
): Lane | undefined {
  const named = laneHeader === undefined ? undefined : headers[laneHeader];
  return lanes.find((lane) => lane === named);
}
