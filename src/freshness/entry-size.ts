import type { Entry } from "./entry.ts";

/**
 * How much of V8's heap an entry takes, with its key and its place in the memory store.
 *
 * An estimate from the sizes that V8 gives to strings, objects and lists on 64 bits; the tests
 * measure how near it is. What several entries share is counted for each.
 */
export function entrySize(key: string, { outcome, validators }: Entry): number {
  const valueBytes = outcome.kind === "value" ? sizeOf(outcome.value) : 0;
  const validatorBytes = validators === undefined ? 0 : sizeOf(validators);
  return placeBytes + concatenationBytes + sizeOf(key) + entryBytes + valueBytes + validatorBytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") {
    return roundUp(stringBytes + value.length * (beyondLatin1.test(value) ? 2 : 1));
  }
  if (typeof value === "number") return isSmall(value) ? 0 : numberBytes;
  if (typeof value === "bigint") return numberBytes + roundUp(value.toString(16).length / 2);
  if (Array.isArray(value)) return listSize(value);
  return typeof value === "object" && value !== null ? objectSize(value) : 0;
}

function listSize(list: readonly unknown[]): number {
  let bytes = list.length === 0 ? listBytes : listBytes + elementsBytes;
  for (const item of list) bytes += slotBytes + sizeOf(item);
  return bytes;
}

function objectSize(object: object): number {
  let bytes = 0;
  let count = 0;
  // Keys are the same strings in all objects of a shape, so they are not counted.
  for (const value of Object.values(object)) {
    bytes += sizeOf(value);
    count++;
  }
  return bytes + objectBytes + slotBytes * (count || emptyObjectSlots);
}

/** Whether a number stands in its slot, and needs no room of its own. */
function isSmall(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** A string with such a character takes two bytes for each. */
const beyondLatin1 = /[^\0-\xff]/;

const slotBytes = 8;
const stringBytes = 12;
const numberBytes = 16;
const listBytes = 32;
const elementsBytes = 16;
const objectBytes = 24;
const emptyObjectSlots = 4;
/** A key is put together of prefix and id, which the string goes on to know. */
const concatenationBytes = 32;
/** An entry without its value: three objects, and their times. */
const entryBytes = 344;
/** A slot in a Map, half empty at worst, and one in each list of the LRU. */
const placeBytes = 96;
