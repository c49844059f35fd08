import {
  firm,
  firstName,
  handle,
  imageUrl,
  lastName,
  moment,
  pageUrl,
  paragraph,
  person,
  phone,
  sentence,
  slug,
  street,
  title,
  uuid,
} from "./composed-texts.ts";
import type { Seed } from "./seed.ts";
import {
  cities,
  colours,
  countries,
  currencies,
  jobs,
  languages,
  nouns,
  regions,
  timeZones,
} from "./words.ts";
import { wordsOf } from "./words-of.ts";

/** What a text is for. */
export interface TextPlace {
  /** Of the field, or of the type. */
  readonly name: string;
  /** Of the type that has the field. */
  readonly typeName: string;
  /** Of the object that has it: what belongs together, such as a name and an address, is drawn from this. */
  readonly object: Seed;
  /** Of the field itself. */
  readonly seed: Seed;
}

/** A plausible text for the name of a field or a type; undefined where the name says nothing. */
export function textByName(place: TextPlace): string | undefined {
  const name = wordsOf(place.name);
  return rules.find(([pattern]) => pattern.test(name))?.[1](place);
}

type Rule = readonly [RegExp, (place: TextPlace) => string];

/** The first that fits counts: those for several words before those for the last of them. */
const rules: readonly Rule[] = [
  [/\b(uuid|guid)$/, ({ seed }) => uuid(seed)],
  [/\bid$/, ({ seed }) => String(seed.between(1, 999))],
  [/\be ?mail( address)?$/, ({ object }) => `${handle(object)}@example.com`],
  [/\b(user ?name|login|handle|nick(name)?|screen name)$/, ({ object }) => handle(object)],
  [/\b(first|given) name$/, ({ object }) => firstName(object)],
  [/\b(last|family|sur) ?name$/, ({ object }) => lastName(object)],
  [/\b(full|author|display) name$/, ({ object }) => person(object)],
  [/\b(author|assignee|reviewer|created by|updated by|editor)$/, ({ seed }) => person(seed)],
  [
    /\b(company|organi[sz]ation|brand|vendor|publisher|employer)( name)?$/,
    ({ seed }) => firm(seed),
  ],
  [
    /\b(image|img|avatar|thumbnail|thumb|photo|picture|icon|logo|cover|banner|poster)( ur[il])?$/,
    ({ seed }) => imageUrl(seed),
  ],
  [/\b(ur[il]|href|link|web ?site|homepage|permalink|endpoint)$/, ({ seed }) => pageUrl(seed)],
  [/\b(phone|mobile|fax|tel)( number)?$/, ({ seed }) => phone(seed)],
  [/\b(street|address)( line)?( ?1)?$/, ({ seed }) => street(seed)],
  [/\b(suite|apartment|address line ?2)$/, ({ seed }) => `Suite ${seed.between(1, 90)}`],
  [/\b(zip|zip ?code|post ?code|postal code)$/, ({ seed }) => String(seed.between(10_000, 99_999))],
  [/\b(city|town|municipality)$/, ({ seed }) => seed.pick(cities)],
  [/\b(state|province|region|county)$/, ({ seed }) => seed.pick(regions)],
  [/\bcountry code$/, ({ object }) => object.at("country").pick(countries)[1]],
  [/\b(country|nation|nationality)$/, ({ object }) => object.at("country").pick(countries)[0]],
  [/\b(currency)( code)?$/, ({ seed }) => seed.pick(currencies)],
  [/\b(lang|language|locale)( code)?$/, ({ seed }) => seed.pick(languages)],
  [/\b(time ?zone|tz)$/, ({ seed }) => seed.pick(timeZones)],
  [/\b(lat|latitude)$/, ({ seed }) => (seed.fraction() * 180 - 90).toFixed(4)],
  [/\b(lng|lon|long|longitude)$/, ({ seed }) => (seed.fraction() * 360 - 180).toFixed(4)],
  [/\b(colou?r)$/, ({ seed }) => seed.pick(colours)],
  [/\b(job|job title|profession|occupation|role)$/, ({ seed }) => seed.pick(jobs)],
  [
    /\b(price|amount|cost|total|balance|decimal|money)$/,
    ({ seed }) => seed.between(1, 50_000) / 100 + "",
  ],
  [/\b(date ?time|timestamp|instant)$|\b(at|on)$/, (place) => moment(place)],
  [/\b(date|day|birthday|dob)$/, (place) => moment(place).slice(0, 10)],
  [/\btime$/, (place) => moment(place).slice(11, 19)],
  [/\bduration$/, ({ seed }) => `PT${seed.between(1, 59)}M`],
  [/\b(slug|path|key|alias)$/, ({ seed }) => slug(seed)],
  [
    /\b(sku|code|reference|serial|number|isbn|barcode)$/,
    ({ seed }) =>
      `${seed.pick(nouns).slice(0, 3).toUpperCase()}-${seed.at("number").between(1000, 9999)}`,
  ],
  [
    /\b(token|hash|sha|checksum|etag|cursor|base ?64|byte|bytes)$/,
    ({ seed }) => seed.digits().slice(0, 16),
  ],
  [/\b(ip|ip ?v4|ip address)$/, ({ seed }) => `192.0.2.${seed.between(1, 254)}`],
  [/\bversion$/, ({ seed }) => `${seed.between(1, 9)}.${seed.at("minor").between(0, 20)}.0`],
  [/\b(big int|long|unsigned int|int|integer)$/, ({ seed }) => String(seed.between(1, 999_999))],
  [/\b(title|headline|subject|heading|caption|topic)$/, ({ seed }) => title(seed)],
  [
    /\b(body|text|content|description|bio|markdown|html|article|notes?)$/,
    ({ seed }) => paragraph(seed),
  ],
  [
    /\b(summary|excerpt|comment|message|phrase|slogan|about|reason|question|answer|quote)$/,
    ({ seed }) => sentence(seed),
  ],
  [/\b(name|label)$/, nameOfKind],
  [/\b(category|genre|tag|kind|topic|group|department|keyword)s?$/, ({ seed }) => seed.pick(nouns)],
];

const people =
  /\b(user|person|people|author|customer|client|employee|member|contact|owner|patient|student|teacher|character|actor|artist|guest|host|player|profile|account|comment)$/;
const firms = /\b(company|organi[sz]ation|vendor|brand|supplier|publisher|employer|manufacturer)$/;

/** Whose name it is decides what it looks like. */
function nameOfKind({ typeName, object, seed }: TextPlace): string {
  const kind = wordsOf(typeName);
  if (people.test(kind)) return person(object);
  if (firms.test(kind)) return firm(seed);
  if (/\b(city|town|location|place)$/.test(kind)) return seed.pick(cities);
  if (/\bcountry$/.test(kind)) return object.at("country").pick(countries)[0];
  return title(seed);
}
