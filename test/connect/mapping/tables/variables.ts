import type { Variables } from "../../../../src/mapping/mapping.ts";
import { type MappingTable, allVersions, onlyNewest, sinceOptional } from "../mapping-case.ts";

const args = { id: "1", limit: 10, filter: { name: "x", tags: ["a", "b"] }, none: null };

const variables: Variables = {
  $args: args,
  $this: { ownerId: 2, address: { city: "Bern" } },
  $batch: [{ id: 1 }, { id: 2 }],
  $config: { apiKey: "k", nested: { deep: true } },
  $env: { HOME: "/home", API_KEY: "secret" },
  $context: { user: { id: 7 }, claims: ["admin"] },
  $request: { headers: { "x-tenant": ["a", "b"], authorization: ["Bearer t"] } },
  $response: { headers: { etag: ['"1"'], "x-total-count": ["42"], link: ["<a>", "<b>"] } },
  $status: 201,
};

/** Variables, and those that `->as` binds. */
export const variableTables: readonly MappingTable[] = [
  {
    rule: "variables: each is read as any other value is",
    versions: allVersions,
    variables,
    cases: [
      ["x: $args.id", {}, { x: "1" }],
      ["x: $args.filter.tags->first", {}, { x: "a" }],
      ["limit: $args.limit name: $args.filter.name", {}, { limit: 10, name: "x" }],
      ["$args { id limit }", {}, { id: "1", limit: 10 }],
      ["x: $args.none", {}, { x: null }],
      ["x: $args.nobody", {}, {}, '$args.nobody: There is no "nobody" in an object'],
      ["x: $args", {}, { x: args }],
      ["$this.ownerId", {}, 2],
      ["x: $this.address { city }", {}, { x: { city: "Bern" } }],
      ["ids: $batch.id", {}, { ids: [1, 2] }],
      ["ids: $batch.id->joinNotNull(',')", {}, { ids: "1,2" }],
      ["$batch { key: id }", {}, [{ key: 1 }, { key: 2 }]],
      ["x: $batch->size", {}, { x: 2 }],
      ["x: $config.apiKey y: $config.nested.deep", {}, { x: "k", y: true }],
      ["x: $config.apiKye", {}, {}, '$config.apiKye: There is no "apiKye" in an object'],
      ["x: $env.HOME", {}, { x: "/home" }],
      ["x: $env.NOBODY", {}, {}, '$env.NOBODY: There is no "NOBODY" in an object'],
      ["x: $context.user.id y: $context.claims->contains('admin')", {}, { x: 7, y: true }],
      ["x: $request.headers.'x-tenant'", {}, { x: ["a", "b"] }],
      ["x: $request.headers.authorization->first->split(' ')->last", {}, { x: "t" }],
      [
        "x: $request.headers.nobody",
        {},
        {},
        '$request.headers.nobody: There is no "nobody" in an object',
      ],
      ["x: $response.headers.etag->first", {}, { x: '"1"' }],
      ["x: $response.headers.'x-total-count'->first->parseInt", {}, { x: 42 }],
      ["x: $response.headers.link->size", {}, { x: 2 }],
      ["x: $status", {}, { x: 201 }],
      ["$status->gte(200)->and($status->lt(300))", {}, true],
      ["x: $status->match([404, 'none'], [@, 'some'])", {}, { x: "some" }],
      [
        "l { id owner: $this.ownerId }",
        { l: [{ id: 1 }, { id: 2 }] },
        {
          l: [
            { id: 1, owner: 2 },
            { id: 2, owner: 2 },
          ],
        },
      ],
      ["x: l->filter(@.id->eq($args.limit))", { l: [{ id: 10 }, { id: 2 }] }, { x: [{ id: 10 }] }],
    ],
  },
  {
    rule: "variables: one that has no value is missing",
    versions: allVersions,
    cases: [
      ["x: $args.id", {}, {}, "$args: $args has no value here"],
      ["x: $this", {}, {}, "$this: $this has no value here"],
      ["x: $batch.id", {}, {}, "$batch: $batch has no value here"],
      ["x: $context.user", {}, {}, "$context: $context has no value here"],
      ["x: $response.headers.etag", {}, {}, "$response: $response has no value here"],
      ["x: $status->eq(200)", {}, {}, "$status: $status has no value here"],
    ],
  },
  {
    rule: "variables: one without a value, with a fallback",
    versions: onlyNewest,
    cases: [
      ["x: $args.id ?? 'none'", {}, { x: "none" }],
      ["x: $config.key ?! 'none'", {}, { x: "none" }],
    ],
  },
  {
    rule: "variables: ->as binds one for the rest of the path",
    versions: allVersions,
    variables,
    cases: [
      ["x: person->as($n, @.name)->echo($n)", { person: { name: "Ben" } }, { x: "Ben" }],
      ["x: person->as($n, @.name).age", { person: { name: "Ben", age: 9 } }, { x: 9 }],
      ["x: a->as($v)", { a: 1 }, { x: 1 }],
      ["x: a->as($v)->add($v)", { a: 2 }, { x: 4 }],
      ["x: a->as($v)->as($w)->echo($([$v, $w]))", { a: 2 }, { x: [2, 2] }],
      ["x: a->as($v, $.b)->add($v)", { a: 1, b: 10 }, { x: 11 }],
      [
        "author->as($a).articles { name: $a.name }",
        { author: { name: "Ben", articles: [{}, {}] } },
        [{ name: "Ben" }, { name: "Ben" }],
      ],
      ["$->as($root).l { a r: $root.id }", { id: 7, l: [{ a: 1 }] }, [{ a: 1, r: 7 }]],
      ["x: l->map(@->as($i)->echo($i->mul($i)))", { l: [1, 2, 3] }, { x: [1, 4, 9] }],
      [
        "x: l->map(@->as($i)->echo($.l->map(@->mul($i))))",
        { l: [1, 2] },
        {
          x: [
            [1, 2],
            [2, 4],
          ],
        },
      ],
      ["x: a->as($args)->echo($args)", { a: 2 }, { x: 2 }],
      ["x: a->as($v, $args.id)->echo($v)", { a: 2 }, { x: "1" }],
      [
        "x: a->as($v, $.nobody)->echo(1)",
        { a: 2 },
        { x: 1 },
        '$.nobody: There is no "nobody" in an object',
      ],
      ["x: nobody->as($v)->echo($v)", {}, {}, '$.nobody: There is no "nobody" in an object'],
      ["x: a->as($v).b->as($w)->echo($v.c)", { a: { b: 1, c: 2 } }, { x: 2 }],
      [
        "l->as($all) { n all: $all->size }",
        { l: [{ n: 1 }, { n: 2 }] },
        [
          { n: 1, all: 2 },
          { n: 2, all: 2 },
        ],
      ],
    ],
  },
  {
    rule: "variables: ->as on an optional step",
    versions: sinceOptional,
    cases: [
      ["x: a?->as($v)->echo($v)", { a: null }, {}],
      ["x: a->as($v)?->echo($v)", { a: 1 }, { x: 1 }],
      ["x: a->as($v, $.b?)->echo($($v ?? 'none'))", { a: 1 }, { x: "none" }],
    ],
  },
];
