import { GatewayError } from "../kernel/gateway-error.ts";
import { propertiesOf } from "./complete.ts";
import type { Place } from "./wave.ts";

/**
 * What a connector reads of an object: the object as it came, with what fill steps fetched over it.
 * The error instead, where such a step failed.
 */
export function parentAt(place: Place, reads: readonly number[], index: number): unknown {
  const failed = partsAt(place, reads, index).find((part) => part instanceof GatewayError);
  return failed ?? knownAt(place, reads, index);
}

/** An object as it came, with what those of the fill steps fetched over it that did not fail. */
export function knownAt(place: Place, reads: readonly number[], index: number): object {
  return partsAt(place, reads, index)
    .filter((part) => !(part instanceof GatewayError))
    .reduce<object>(merged, propertiesOf(place.values[index]));
}

function partsAt({ columns }: Place, reads: readonly number[], index: number): readonly unknown[] {
  return reads.map((column) => columns[column]?.[index]);
}

function merged(known: object, part: unknown): object {
  return { ...known, ...propertiesOf(part) };
}
