import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker } from "../../contract/support/problems-of.ts";
import { contractOf } from "../../contract/support/contract-of.ts";
import { codesOf, get, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const fields = "id: ID! name: String org: ID home: Home homes: [Home]";
const others = `
type Home { city: ID! street: String }
input HomeInput { city: ID! }
input WrongInput { town: ID! }
input EndlessInput { city: ID! home: EndlessInput }`;
const user = (directives: string) => `type User ${directives} { ${fields} }${others}`;
const query = "type Query { u: User }\n";
const byEntity = (args: string, url: string, directives = "") =>
  `type Query { u(${args}): User @connect(entity: true, http: { GET: "https://x.dev/${url}" }, selection: "id name") }\n${user(directives)}`;
const onType = (rest: string, directives = "") => query + user(`${directives} @connect(${rest})`);
const one = (url: string) => `http: { GET: "https://x.dev/${url}" }`;
const many = (body: string) => `http: { POST: "https://x.dev", body: "${body}" }`;

const entities: readonly Refusal[] = [
  [
    "an argument that is no field, with the one that was meant",
    byEntity("▲ids: ID!", "{$args.ids}"),
    { code: "ENTITY_ARGUMENTS", says: 'Did you mean "id"?' },
  ],
  [
    "an argument besides the key",
    byEntity("id: ID!, ▲locale: String", "{$args.id}"),
    { code: "ENTITY_ARGUMENTS", says: 'User has no field "locale"' },
  ],
  [
    "an argument of another type",
    byEntity("▲id: Int!", "{$args.id}"),
    { code: "ENTITY_ARGUMENTS", says: '"id" is Int!, and in User it is ID!' },
  ],
  [
    "a list of keys",
    byEntity("▲id: [ID!]!", "{$args.id->joinNotNull(',')}"),
    { code: "ENTITY_ARGUMENTS", says: '"id" is [ID!]!, and in User it is ID!' },
  ],
  [
    "arguments that are none of the declared keys",
    byEntity("org: ID!", "{$args.org}", '@key(fields: "id")').replace("u(", "▲u("),
    { code: "ENTITY_ARGUMENTS", says: 'add @key(fields: "org") to User' },
  ],
  [
    "an input object whose fields are not those of the object",
    byEntity("▲home: WrongInput!", "{$args.home.town}"),
    { code: "ENTITY_ARGUMENTS", says: '"home.town" is none, as Home has no field "town"' },
  ],
  [
    "an input object where there are many",
    byEntity("▲homes: HomeInput!", "{$args.homes.city}"),
    { code: "ENTITY_ARGUMENTS", says: "in User it is [Home]" },
  ],
  [
    "no argument",
    `type Query { u: User @connect(entity: ▲true, ${get}, selection: "id") }\n${user("")}`,
    { code: "ENTITY_MISPLACED", says: "has no arguments" },
  ],
  [
    "a scalar",
    `type Query { u(id: ID): Int @connect(entity: ▲true, ${one("{$args.id}")}, selection: "$.a") }`,
    { code: "ENTITY_MISPLACED", says: "answers no object" },
  ],
  [
    "a field of another type than Query",
    `type Query { u: User }\ntype P { u(id: ID): User @connect(entity: ▲true, ${one("{$args.id}")}, selection: "id") }\n${user("")}`,
    { code: "ENTITY_MISPLACED", says: "P.u is no Query field" },
  ],
];

const batches: readonly Refusal[] = [
  [
    "$batch and $this",
    onType(`${many("ids: $batch.id org: ▲$this.org")}, selection: "id"`),
    { code: "BATCH_WITH_THIS", says: "Read either $batch or $this" },
  ],
  [
    "$batch and $this, one of them in the selection",
    onType(`${many("ids: $batch.id")}, selection: "id org: ▲$this.org"`),
    { code: "BATCH_WITH_THIS", says: "one of them" },
  ],
  [
    "a batch whose key the selection leaves out",
    onType(`${many("ids: $batch.id")}, selection: ▲"name"`),
    { code: "BATCH_KEY_NOT_SELECTED", says: 'leaves out "id"' },
  ],
  [
    "a batch of whose two keys the selection leaves out one",
    onType(`${many("$batch { id org }")}, selection: ▲"id name"`),
    { code: "BATCH_KEY_NOT_SELECTED", says: 'leaves out "org"' },
  ],
  [
    "a nested key that the selection leaves out",
    onType(`${many("c: $batch.home.city")}, selection: ▲"id home { street }"`),
    { code: "BATCH_KEY_NOT_SELECTED", says: '"home.city"' },
  ],
  [
    "a field that the objects do not have",
    onType(`${many("ids: ▲$batch.ids")}, selection: "id"`),
    { code: "UNDEFINED_THIS_FIELD", says: 'Did you mean "id"?' },
  ],
  [
    "a batch on a field",
    `${query}type P { id: ID a: Int @connect(${many("▲$batch.id")}, selection: "$.a") }\n${user("")}`,
    { code: "VARIABLE_UNAVAILABLE", says: "Move the connector to the type" },
  ],
  [
    "a batch without $batch",
    onType(`${one("{$this.id}")}, batch: ▲{ maxSize: 5 }, selection: "id"`),
    { code: "BATCH_UNUSED", says: "makes a call per object", severity: "warning" },
  ],
  [
    "a batch of fewer than one",
    onType(`${many("ids: $batch.id")}, batch: { maxSize: ▲-1 }, selection: "id"`),
    { code: "INVALID_BATCH_SIZE", says: "maxSize is -1" },
  ],
];

const keys: readonly Refusal[] = [
  [
    "a connector on a type that reads nothing of it",
    `${query}${user(`▲@connect(${get}, selection: "id")`)}`,
    { code: "CONNECTOR_WITHOUT_KEY", says: "{$this.id}" },
  ],
  [
    "a connector on a type that reads only the configuration",
    `${query}${user(`▲@connect(${one("{$config.id}")}, selection: "id")`)}`,
    { code: "CONNECTOR_WITHOUT_KEY", says: "reads no field of User" },
  ],
  [
    "$this where there is no parent",
    `type Query { u: User @connect(${one("{▲$this.id}")}, selection: "id") }\n${user("")}`,
    { code: "VARIABLE_UNAVAILABLE", says: "Query.u has no parent object" },
  ],
  [
    "a field below the parent's that is not there",
    onType(`${one("{▲$this.home.town}")}, selection: "id"`),
    { code: "UNDEFINED_THIS_FIELD", says: 'Home has no field "town"' },
  ],
  [
    "a @key of a nested field that is not there",
    `${query}${user('@key(fields: ▲"home { town }")')}`,
    { code: "INVALID_KEY", says: "town" },
  ],
  [
    "the second @key of a type",
    `${query}${user('@key(fields: "id") @key(fields: ▲"orgg")')}`,
    { code: "INVALID_KEY", says: 'Did you mean "org"?' },
  ],
];

const right: readonly Acceptance[] = [
  ["a key of two arguments", byEntity("id: ID!, org: ID!", "{$args.id}/{$args.org}")],
  [
    "one of several declared keys",
    byEntity("org: ID!", "{$args.org}", '@key(fields: "id") @key(fields: "org")'),
  ],
  [
    "an input object for a nested key",
    byEntity("home: HomeInput!", "{$args.home.city}", '@key(fields: "home { city }")'),
  ],
  [
    "a batch under the API's own names",
    onType(`${many("ids: $batch.id")}, selection: "id: userId"`),
  ],
  ["a batch of nested keys", onType(`${many("c: $batch.home.city")}, selection: "home { city }"`)],
  [
    "a batch from text that is parsed",
    onType(`${many("ids: $batch.id")}, selection: "$->jsonParse { id name }"`),
  ],
  [
    "a connector on a type that reads its key in a header",
    onType(
      `http: { GET: "https://x.dev", headers: { name: "x-id", value: "{$this.id}" } }, selection: "id"`,
    ),
  ],
];

describe("refuses", () => {
  test.each([...entities, ...batches, ...keys])("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});

function keyOf(sdl: string) {
  return contractOf(sdl).connectors[0]?.keyFields;
}

test("an input object for a nested key is that key, field by field, and ends where it goes round", () => {
  expect(keyOf(byEntity("home: HomeInput!", "{$args.home.city}"))).toEqual([
    { path: ["home", "city"], isId: true },
  ]);
  const endless = byEntity("home: EndlessInput!", "{$args.home.city}").replace(
    "type Home {",
    "type Home { home: Home",
  );
  expect(keyOf(endless)).toMatchObject([
    { path: ["home", "city"], isId: true },
    { path: ["home", "home"], isId: false },
  ]);
});
