import type { Seed } from "./seed.ts";
import { adjectives, companyForms, firstNames, lastNames, nouns, streets, verbs } from "./words.ts";
import { wordsOf } from "./words-of.ts";

/** A text for a name that says nothing: two words. */
export function anyText(seed: Seed): string {
  return `${seed.at("which").pick(adjectives)} ${seed.pick(nouns)}`;
}

export function firstName(object: Seed): string {
  return object.at("first name").pick(firstNames);
}

export function lastName(object: Seed): string {
  return object.at("last name").pick(lastNames);
}

export function person(object: Seed): string {
  return `${firstName(object)} ${lastName(object)}`;
}

export function handle(object: Seed): string {
  return `${firstName(object)}.${lastName(object)}`.toLowerCase();
}

export function firm(seed: Seed): string {
  return `${seed.at("last name").pick(lastNames)} ${seed.pick(companyForms)}`;
}

/** Of the domain that is kept for examples (RFC 2606): nothing is asked for it by mistake. */
export function pageUrl(seed: Seed): string {
  return `https://example.com/${slug(seed)}`;
}

export function imageUrl(seed: Seed): string {
  return `https://example.com/images/${slug(seed)}.png`;
}

/** Of the numbers that are kept for stories, so that it is nobody's. */
export function phone(seed: Seed): string {
  return `+1-202-555-01${String(seed.below(100)).padStart(2, "0")}`;
}

export function street(seed: Seed): string {
  return `${seed.at("number").between(1, 120)} ${seed.pick(streets)}`;
}

export function slug(seed: Seed): string {
  return anyText(seed).replace(" ", "-");
}

export function title(seed: Seed): string {
  return anyText(seed).replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

export function sentence(seed: Seed): string {
  return `The ${anyText(seed)} ${seed.at("verb").pick(verbs)} the ${anyText(seed.at("object"))}.`;
}

export function paragraph(seed: Seed): string {
  const count = seed.between(2, 4);
  return Array.from({ length: count }, (_, index) => sentence(seed.at(index))).join(" ");
}

export function uuid(seed: Seed): string {
  const hex = seed.digits();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What comes later in an object's life is later than what comes first. Never "now": that would change. */
export function moment({
  name,
  object,
  seed,
}: {
  /** Of the field. */
  readonly name: string;
  readonly object: Seed;
  readonly seed: Seed;
}): string {
  const isLater =
    /\b(updated|modified|changed|closed|ended|end|expires|expiry|last|due|completed)\b/;
  const begin = Date.UTC(2022, 0, 1) + object.at("begin").below(2 * 365) * dayMs;
  const days = isLater.test(wordsOf(name)) ? seed.between(30, 365) : 0;
  return new Date(begin + days * dayMs + seed.below(dayMs)).toISOString();
}

const dayMs = 86_400_000;
