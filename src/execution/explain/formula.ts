import type { Amount } from "./explanation.ts";

/** A number of which one can see how it comes about. Immutable; made by the functions below. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  /** The size of a list. */
  | { readonly kind: "list"; readonly list: SizedList }
  | { readonly kind: "product"; readonly factors: readonly Formula[] }
  | { readonly kind: "sum"; readonly terms: readonly Formula[] }
  | { readonly kind: "least"; readonly of: Formula; readonly most: Formula }
  /** What is left of it without the first so many. */
  | { readonly kind: "rest"; readonly of: Formula; readonly after: number }
  /** Divided into parts of this size, the last of which may be smaller. */
  | { readonly kind: "parts"; readonly of: Formula; readonly size: number };

/** What a formula knows of a list. Two lists have two names. */
export interface SizedList {
  readonly name: string;
  readonly size: number;
}

/** Not at all. */
export const zero: Formula = { kind: "number", value: 0 };
/** Once. */
export const one: Formula = { kind: "number", value: 1 };

/** A number that is what it is. */
export function number(value: number): Formula {
  return { kind: "number", value };
}

/** The size of a list. */
export function listSize(list: SizedList): Formula {
  return { kind: "list", list };
}

/** Multiplies. */
export function times(factors: readonly Formula[]): Formula {
  const flat = factors.flatMap((it) => (it.kind === "product" ? it.factors : [it]));
  const known = flat.reduce((value, it) => (it.kind === "number" ? value * it.value : value), 1);
  if (known === 0) return zero;
  const others = flat.filter(({ kind }) => kind !== "number");
  const all = known === 1 ? others : [number(known), ...others];
  const [first = one] = all;
  return all.length < 2 ? first : { kind: "product", factors: all };
}

/** Adds up; equal terms become one with a factor. */
export function plus(terms: readonly Formula[]): Formula {
  const flat = terms.flatMap((it) => (it.kind === "sum" ? it.terms : [it]));
  let known = flat.reduce((value, it) => (it.kind === "number" ? value + it.value : value), 0);
  const counted = new Map<string, { readonly term: Formula; count: number }>();
  for (const each of flat) {
    if (each.kind === "number") continue;
    // The first items and the rest are all of them.
    const isWhole = each.kind === "rest" && known >= each.after;
    const term = isWhole ? each.of : each;
    if (isWhole) known -= each.after;
    const text = textOf(term);
    const same = counted.get(text);
    if (same === undefined) counted.set(text, { term, count: 1 });
    else same.count += 1;
  }
  const others = [...counted.values()].map(({ term, count }) => times([number(count), term]));
  const all = known === 0 ? others : [number(known), ...others];
  const [first = zero] = all;
  return all.length < 2 ? first : { kind: "sum", terms: all };
}

/** The lesser of the two; where that is the second one, and no plain number, one sees both. */
export function atMost(of: Formula, most: Formula): Formula {
  if (valueOf(of) <= valueOf(most)) return of;
  return most.kind === "number" ? most : { kind: "least", of, most };
}

/** What is left of it without the first so many. */
export function restOf(of: Formula, after: number): Formula {
  if (after === 0) return of;
  return valueOf(of) <= after ? zero : { kind: "rest", of, after };
}

/** How many parts of that size it has. */
export function partsOf(of: Formula, size: number): Formula {
  if (size === 1) return of;
  if (of.kind === "number") return number(Math.ceil(of.value / size));
  return { kind: "parts", of, size };
}

/** What it comes to. */
export function valueOf(formula: Formula): number {
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "list":
      return formula.list.size;
    case "product":
      return formula.factors.reduce((value, it) => value * valueOf(it), 1);
    case "sum":
      return formula.terms.reduce((value, it) => value + valueOf(it), 0);
    case "least":
      return Math.min(valueOf(formula.of), valueOf(formula.most));
    case "rest":
      return Math.max(0, valueOf(formula.of) - formula.after);
    case "parts":
      return Math.ceil(valueOf(formula.of) / formula.size);
  }
}

/** The formula as people write it, and its value. */
export function amountOf(formula: Formula): Amount {
  return { formula: textOf(formula), value: valueOf(formula) };
}

function textOf(formula: Formula): string {
  switch (formula.kind) {
    case "number":
      return String(formula.value);
    case "list":
      return formula.list.name;
    case "product":
      return formula.factors.map(factorText).join(" × ");
    case "sum":
      return formula.terms.map(textOf).join(" + ");
    case "least":
      return `min(${textOf(formula.of)}, ${textOf(formula.most)})`;
    case "rest":
      return `${factorText(formula.of)} - ${formula.after}`;
    case "parts": {
      const text = factorText(formula.of);
      const slash = text.includes(" ") ? " / " : "/";
      return `ceil(${text}${slash}${formula.size})`;
    }
  }
}

/** In brackets where it would else be taken apart. */
function factorText(formula: Formula): string {
  const text = textOf(formula);
  return formula.kind === "sum" || formula.kind === "rest" ? `(${text})` : text;
}
