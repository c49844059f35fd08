import type { Outcome } from "../connectors/outcome.ts";
import type { CallTimes } from "./ask.ts";
import type { Flight } from "./flight.ts";

/** Told of each flight before those who wait for it are. */
interface FlightHost {
  readonly land: (flight: Flight) => void;
}

export interface SettleOptions {
  readonly host: FlightHost;
  /** Undefined where no call was made. */
  readonly times?: CallTimes;
}

/**
 * Gives flights their outcomes, which are in the same order.
 *
 * @throws when there are too few: a bug.
 */
export function settleFlights(
  flights: readonly Flight[],
  outcomes: readonly Outcome[],
  { host, times }: SettleOptions,
): void {
  for (const [index, flight] of flights.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new Error(`There is no outcome for key ${index}.`);
    host.land(flight);
    flight.settle(outcome, times);
  }
}

/** Lets those who wait for flights know of a bug, for which there are no outcomes. */
export function crashFlights(flights: readonly Flight[], bug: unknown, host: FlightHost): void {
  for (const flight of flights) {
    host.land(flight);
    flight.crash(bug);
  }
}
