import { type GraphQLLeafType, isEnumType } from "graphql";

import type { Json } from "../kernel/json.ts";
import { anyText } from "./composed-texts.ts";
import { type TextPlace, textByName } from "./text-by-name.ts";
import { wordsOf } from "./words-of.ts";

/** A plausible value of a scalar or an enum, which its coercion takes. */
export function mockLeaf(type: GraphQLLeafType, place: TextPlace): Json {
  if (isEnumType(type)) {
    const values = type.getValues();
    // v8 ignore next -- `??` is for the types: an enum has values
    return values[place.seed.below(values.length)]?.name ?? null;
  }
  switch (type.name) {
    case "Int":
      return Math.round(numberByName(place)) || 0;
    case "Float":
      return numberByName(place);
    case "Boolean":
      return booleanByName(place);
    case "ID":
    case "String":
      return textByName(place) ?? anyText(place.seed);
    default:
      return customScalar(type, place);
  }
}

/** Whether the coercion of a type takes a value. */
export function isTaken(type: GraphQLLeafType, value: Json): boolean {
  try {
    const serialized: unknown = type.serialize(value);
    return serialized !== null && serialized !== undefined;
  } catch {
    return false;
  }
}

/**
 * What the scalar's own name says, else the field's; of these the first that its coercion takes. A
 * scalar that takes nothing of all this gets the text: its error says whose it is.
 */
function customScalar(type: GraphQLLeafType, place: TextPlace): Json {
  const named = { ...place, name: type.name };
  const text = textByName(named) ?? textByName(place) ?? anyText(place.seed);
  const number = numberByName(place);
  const kind = wordsOf(type.name);
  const first: readonly Json[] = /\b(json|object|map|any|record|dictionary)\b/.test(kind)
    ? [{ [anyText(place.seed).replace(" ", "_")]: number, note: anyText(place.seed) }]
    : numeric.test(kind)
      ? [Math.round(number), number]
      : decimal.test(kind)
        ? [number]
        : [];
  const candidates: readonly Json[] = [...first, text, Math.round(number), number, true, {}, []];
  return candidates.find((candidate) => isTaken(type, candidate)) ?? text;
}

const numeric = /\b(int|integer|long|short|big int|timestamp ms|port|year|count)\b/;
const decimal = /\b(float|double|decimal|number|percent|money|latitude|longitude)\b/;

function numberByName({ name, seed }: TextPlace): number {
  const [, least, most] = numbers.find(([pattern]) => pattern.test(wordsOf(name))) ?? anyNumber;
  const cents = seed.between(least * 100, most * 100);
  return cents / 100;
}

type NumberRule = readonly [RegExp, number, number];

const anyNumber: NumberRule = [/./, 0, 1000];

const numbers: readonly NumberRule[] = [
  [/\bage\b/, 18, 90],
  [/\byear$/, 1990, 2025],
  [/\bmonth$/, 1, 12],
  [/\bday$/, 1, 28],
  [/\b(hour|hours)$/, 0, 23],
  [/\b(minute|minutes|second|seconds)$/, 0, 59],
  [/\b(rating|score|stars)$/, 1, 5],
  [/\b(percent|percentage|progress)$/, 0, 100],
  [/\b(ratio|share|rate|probability|fraction)$/, 0, 1],
  [/\b(lat|latitude)$/, -90, 90],
  [/\b(lng|lon|long|longitude)$/, -180, 180],
  [/\b(quantity|qty|position|rank|level)$/, 1, 20],
  [/\b(price|amount|cost|fee|salary|total price)$/, 1, 500],
  [/\b(width|height|weight|length)$/, 10, 2000],
  [/\b(id|number)$/, 1, 999],
  [/\b(count|total|size|likes|views|stock)$/, 0, 500],
];

function booleanByName({ name, seed }: TextPlace): boolean {
  const words = wordsOf(name);
  if (/\b(success|successful|ok|valid)$/.test(words)) return true;
  // A list that always went on would be read for ever; and what is gone is seldom shown.
  if (/\b(has next page|has previous page|has more|deleted|archived|banned)$/.test(words))
    return false;
  return seed.below(2) === 1;
}
