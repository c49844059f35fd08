import { BlockList, isIP, isIPv6 } from "node:net";

import { z } from "zod";

import { storePackageOf, storeSchemes } from "../freshness/store-packages.ts";
import { parseBytes } from "../kernel/bytes.ts";
import { parseDuration } from "../kernel/duration.ts";

// The kinds of values that settings have. The error message of each is the rule, as the end of the
// sentence "this must be …". What is read from text has metadata for JSON Schema, from which editors
// and the reference of the configuration know what to write: `unit`, which we strip there, says how.

/** Text that is not empty. */
export function text() {
  const rule = "a text that is not empty";
  return z.string(rule).min(1, rule);
}

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max: number) {
  const rule = `a whole number from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
}

/** A whole number between two bounds, or a word that stands for something else. */
export function wholeNumberOr<const Word extends string>(
  word: Word,
  { min, max }: { readonly min: number; readonly max: number },
) {
  const rule = `a whole number from ${min} to ${max}, or "${word}"`;
  return z.union([z.literal(word), z.int(rule).min(min, rule).max(max, rule)], rule);
}

/** A share of a whole, as text such as "10%" or as a number up to 1. As a number: 0.1 is one in ten. */
export function share() {
  const rule = 'a share from 0% to 100%, such as "10%" or 0.1';
  return z
    .union([z.number(), z.string()], rule)
    .transform((value) => (typeof value === "number" ? value : parseShare(value)))
    .pipe(z.number(rule).min(0, rule).max(1, rule))
    .meta({ unit: "share", pattern: String.raw`^\d+(\.\d+)?\s*%$`, minimum: 0, maximum: 1 });
}

function parseShare(value: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim()) ?? [];
  return Number(percent) / 100;
}

/**
 * A duration as text, such as "250ms" or "30s"; longer than nothing, unless it may be zero, and a
 * day at most. In milliseconds.
 */
export function duration({ mayBeZero = false }: { readonly mayBeZero?: boolean } = {}) {
  const range = mayBeZero ? "of up to a day" : "above 0 and up to a day";
  const rule = `a duration ${range}, such as ${mayBeZero ? '"0s", ' : ""}"250ms", "30s" or "5m"`;
  return z
    .string(rule)
    .transform((value) => parseDuration(value) ?? Number.NaN)
    .pipe(
      z
        .number(rule)
        .min(mayBeZero ? 0 : Number.MIN_VALUE, rule)
        .max(86_400_000, rule),
    )
    .meta({ unit: "duration", pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h|d)$` });
}

/** A duration above 0, or a word that stands for something else. In milliseconds. */
export function durationOr<const Word extends string>(word: Word) {
  const rule = `a duration above 0 and up to a day, such as "250ms" or "30s", or "${word}"`;
  return z.union([z.literal(word), duration()], rule);
}

/** A share of a whole, or a word that stands for something else. As a number: 0.1 is one in ten. */
export function shareOr<const Word extends string>(word: Word) {
  const rule = `a share from 0% to 100%, such as "10%" or 0.1, or "${word}"`;
  return z.union([z.literal(word), share()], rule);
}

/** A number of bytes, or text such as "512KiB". In bytes. */
export function byteCount(min: number) {
  const rule = `a number of bytes from ${min}, or a size such as "8KiB" or "64MiB"`;
  return z
    .union([z.number(), z.string()], rule)
    .transform((value) => (typeof value === "number" ? value : (parseBytes(value) ?? Number.NaN)))
    .pipe(z.int(rule).min(min, rule))
    .meta({ unit: "bytes", pattern: String.raw`^\d+(\.\d+)?([KMG]iB|B)$`, minimum: min });
}

/** An absolute http or https URL without credentials, query and fragment. */
export function httpUrl() {
  const rule = "an absolute http or https URL without credentials, query and fragment";
  return z.string(rule).refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return (
      url !== undefined &&
      /^https?:$/.test(url.protocol) &&
      url.username + url.password === "" &&
      !/[?#]/.test(value)
    );
  }, rule);
}

/** An address of a Redis server, or of a Valkey: clients know that by the name that it had before. */
export function redisUrl() {
  const rule = 'an address such as "redis://127.0.0.1:6379", or rediss:// for TLS';
  return z
    .string(rule)
    .transform((value) => value.replace(/^valkey/, "redis"))
    .refine((value) => URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol), rule);
}

/** An address of a store that is no Redis, or "none". */
export function storeUrl() {
  const rule = `"none", or an address that begins with one of ${storeSchemes()}`;
  return z.string(rule).refine((value) => value === "none" || storePackageOf(value) !== undefined, {
    error: ({ input }) =>
      /^(redis|valkey)s?:/.test(String(input))
        ? "a store other than a Redis or Valkey (that is written as cache.redis.url)"
        : rule,
  });
}

/** The name of an HTTP header, in lower case. */
export function headerName() {
  const rule = "the name of an HTTP header";
  return z
    .string(rule)
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, rule)
    .toLowerCase();
}

/** An IP address, or a network of them. */
export function network() {
  const rule = "an IP address or a network, such as 10.0.0.0/8";
  return z.string(rule).refine(isNetwork, rule);
}

function isNetwork(value: string): boolean {
  const [address = "", prefix] = value.split("/", 2);
  if (isIP(address) === 0) return false;
  if (prefix === undefined) return true;
  try {
    new BlockList().addSubnet(address, Number(prefix), isIPv6(address) ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
  return /^\d+$/.test(prefix) && value === `${address}/${prefix}`;
}

/** A list of values of one kind. */
export function listOf<Item extends z.ZodType>(item: Item, rule: string) {
  return z.array(item, rule);
}

/** An object of JSON values. */
export function jsonObject() {
  return z.record(z.string(), z.json("a JSON value"), "a map of values");
}

/** One of several words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return z.enum(words, `one of ${words.join(", ")}`);
}
