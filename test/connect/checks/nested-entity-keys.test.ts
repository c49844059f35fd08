import { get } from "../entities/support/answered.ts";
import { type Case, checkCases } from "../entities/support/check-cases.ts";

const schema = `
  type Query {
    store(place: PlaceKey!, brand: ID!): Store
      ${get("/stores/{$args.brand}/{$args.place.city}/{$args.place.area.code}", "brand place { city area { code } } phone", ", entity: true")}
    visits: [Visit] ${get("/visits", "id store: { brand: b place: { city: c area: { code: a } } }")}
  }
  input PlaceKey { city: ID! area: AreaKey! }
  input AreaKey { code: ID! }
  type Visit { id: ID store: Store }
  type Store @key(fields: "brand place { city area { code } }") { brand: ID! place: Place! phone: String }
  type Place { city: ID! area: Area! }
  type Area { code: ID! }`;
const store = { brand: "x", place: { city: 1, area: { code: 7 } }, phone: "55" };

const cases: readonly Case[] = [
  [
    "with `entity: true`, an input object of the key is an argument as any other",
    {
      schema,
      data: { "GET /stores/x/1/7": store },
      query:
        '{ store(brand: "x", place: { city: 1, area: { code: 7 } }) { phone place { city } } }',
    },
    { store: { phone: "55", place: { city: "1" } } },
    ["GET /stores/x/1/7"],
  ],
  [
    "and objects that know their nested key are fetched by it, once for each",
    {
      schema,
      data: {
        "GET /stores/x/1/7": store,
        "GET /visits": [
          { id: 1, b: "x", c: 1, a: 7 },
          { id: 2, b: "x", c: "1", a: "7" },
          { id: 3, b: "x", c: null, a: 7 },
        ],
      },
      query: "{ visits { id store { phone } } }",
    },
    {
      visits: [
        { id: "1", store: { phone: "55" } },
        { id: "2", store: { phone: "55" } },
        { id: "3", store: { phone: null } },
      ],
    },
    ["GET /stores/x/1/7", "GET /visits"],
  ],
];

checkCases(cases);
