import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

const data = {
  colors: ["red", "green", "blue"],
  items: [
    { id: 1, active: true, price: 5 },
    { id: 2, active: false, price: 20 },
    { id: 3, active: true, price: 30 },
  ],
  users: [
    { name: "A", active: true, age: 40 },
    { name: "B", active: true, age: 20 },
  ],
  user: { name: "Ben", roles: ["x"] },
  numbers: [1, 2, 3, 4],
  obj: { a: 1, b: "two" },
  countryCode: "CHE",
  tags: "a, b ,c",
  status: "open",
  isActive: true,
  csv: null,
};

/** Methods, as the public texts show them. */
export const documentedMethods: readonly MappingTable[] = [
  {
    rule: "methods: picking things out of a list",
    versions: allVersions,
    cases: [
      ["x: colors->first y: colors->last", data, { x: "red", y: "blue" }],
      ["x: countryCode->first y: countryCode->last", data, { x: "C", y: "E" }],
      [
        "x: items->get(2).id y: user->get('name') z: countryCode->get(1)",
        data,
        { x: 3, y: "Ben", z: "H" },
      ],
      ["x: colors->get(-1) y: colors->get(-3)", data, { x: "blue", y: "red" }],
      ["x: colors->get(-4)", data, {}, "$.colors->get: There is no item at that place in a list"],
      [
        "x: colors->get(1.5)",
        data,
        {},
        "$.colors->get: ->get of a list takes a whole number, and is given a number",
      ],
      ["x: l->get(0)", { l: [null] }, { x: null }],
      ["x: colors->slice(0, 2)", data, { x: ["red", "green"] }],
      ["x: $('abcdef')->slice(1, 3)", data, { x: "bc" }],
      ["x: countryCode->slice(0, 2)", data, { x: "CH" }],
      [
        "x: colors->slice(1, 99) y: colors->slice(-9, 1) z: colors->slice(2, 1)",
        data,
        { x: ["green", "blue"], y: ["red"], z: [] },
      ],
      ["x: colors->size y: countryCode->size z: obj->size", data, { x: 3, y: 3, z: 2 }],
      ["x: users->filter(@.active->eq(true)).name", data, { x: ["A", "B"] }],
      ["x: items->filter(@.active).id", data, { x: [1, 3] }],
      ["x: items->filter(@.active)->filter(@.price->gt(10)) { id }", data, { x: [{ id: 3 }] }],
      ["x: items->filter(@.active)->find(@.price->gt(10)) { id }", data, { x: { id: 3 } }],
      ["x: items->find(@.active).id y: items->find(@.id->eq(2)).price", data, { x: 1, y: 20 }],
      ["x: items->find(@.id->eq(9))", data, {}],
      ["x: items->filter(@.id->eq(9))", data, { x: [] }],
      ["x: numbers->filter(@->mod(2)->eq(0))", data, { x: [2, 4] }],
      ["x: numbers->map(@->mul(2)) y: $(27)->map(@->mul(2))", data, { x: [2, 4, 6, 8], y: [54] }],
      ["x: colors->map($({ name: @ }))->last", data, { x: { name: "blue" } }],
      [
        "x: obj->entries y: obj->entries.key",
        data,
        {
          x: [
            { key: "a", value: 1 },
            { key: "b", value: "two" },
          ],
          y: ["a", "b"],
        },
      ],
      ["x: obj->entries { k: key }", data, { x: [{ k: "a" }, { k: "b" }] }],
      ["x: $(['a', null, 'b'])->joinNotNull(',')", data, { x: "a,b" }],
      ["x: $([user.name, csv, status])->joinNotNull(' ')", data, { x: "Ben open" }],
      [
        "x: $([user.name, user.nobody])->joinNotNull(' ')",
        data,
        { x: "Ben" },
        '$.user.nobody: There is no "nobody" in an object',
      ],
      [
        "x: items->filter(@.off)",
        data,
        {},
        '$.items.off: There is no "off" in an object (3 times)',
        "$.items->filter: A condition is true or false, and this is nothing (3 times)",
      ],
      [
        "x: l->filter(@.on)",
        { l: [{ on: true }, { on: 1 }] },
        {},
        "$.l->filter: A condition is true or false, and this is a number",
      ],
      [
        "x: l->find(@.on)",
        { l: [{ on: 1 }, { on: true }] },
        { x: { on: true } },
        "$.l->find: A condition is true or false, and this is a number",
      ],
    ],
  },
  {
    rule: "methods: comparing and testing",
    versions: allVersions,
    cases: [
      ["x: $(123)->in([123, 456]) y: $([123, 456])->contains(123)", data, { x: true, y: true }],
      [
        "x: status->in('pending', 'open') y: status->in('pending', 'shut')",
        data,
        { x: true, y: false },
      ],
      ["x: status->in(status)", data, {}, "$.status->in: ->in takes a list, and is given a string"],
      ["x: status->in(['a', 'b']) y: colors->contains('pink')", data, { x: false, y: false }],
      [
        "x: status->eq('open') y: status->ne('') z: status->eq(1)",
        data,
        { x: true, y: true, z: false },
      ],
      [
        "x: isActive->and(true, isActive) y: isActive->and(false) z: isActive->not",
        data,
        { x: true, y: false, z: false },
      ],
      ["x: isActive->not->or(false, isActive) y: isActive->or(false)", data, { x: true, y: true }],
      ["x: $(1)->eq(1.0) y: $([1, { a: 2 }])->eq([1, { a: 2 }])", data, { x: true, y: true }],
      ["x: $('b')->gt('a') y: $(2)->lte(2) z: $(2)->lt(1)", data, { x: true, y: true, z: false }],
    ],
  },
  {
    rule: "methods: strings",
    versions: allVersions,
    cases: [
      ["x: $('a,b,c')->split(',')", data, { x: ["a", "b", "c"] }],
      ["x: tags->split(',')->map(@->trim)", data, { x: ["a", "b", "c"] }],
      [
        "x: $('  hi  ')->trim y: $('  hi  ')->trimStart z: $('  hi  ')->trimEnd",
        data,
        { x: "hi", y: "hi  ", z: "  hi" },
      ],
      [
        "x: status->split('') y: status->split('zz')",
        data,
        { x: ["o", "p", "e", "n"], y: ["open"] },
      ],
    ],
  },
  {
    rule: "methods: arithmetic and conversion",
    versions: allVersions,
    cases: [
      ["x: $(1)->add(2) y: $(1.5)->add(1) z: $(1)->add(2, 3)", data, { x: 3, y: 2.5, z: 6 }],
      ["x: $(7)->div(2) y: $(6)->div(2) z: $(-7)->mod(3)", data, { x: 3.5, y: 3, z: -1 }],
      ["x: $(1)->div(0)", data, {}, "$(…)->div: The result is not a finite number"],
      [
        "x: $('ff')->parseInt(16) y: $('42')->parseInt z: $('-7')->parseInt",
        data,
        { x: 255, y: 42, z: -7 },
      ],
      [
        "x: $('4.2')->parseInt",
        data,
        {},
        "$(…)->parseInt: ->parseInt reads a whole number, and this string is none",
      ],
      ["x: csv->toString y: isActive->toString", data, { x: "", y: "true" }],
      [
        "x: obj->toString",
        data,
        {},
        "$.obj->toString: ->toString works on scalars, and this is an object",
      ],
      [
        "x: $('{\"x\":1}')->jsonParse y: obj->jsonStringify->jsonParse",
        data,
        { x: { x: 1 }, y: data.obj },
      ],
    ],
  },
  {
    rule: "methods: the rest",
    versions: allVersions,
    cases: [
      [
        "x: status->echo({ original: @, size: @->size })",
        data,
        { x: { original: "open", size: 4 } },
      ],
      ["x: status->match(['open', @])", data, { x: "open" }],
      ["x: status->echo(1) y: csv->echo('shown')", data, { x: 1, y: "shown" }],
      [
        "x: status->match(['open', 'OPEN'], ['closed', 'CLOSED'], [@, 'UNKNOWN'])",
        data,
        { x: "OPEN" },
      ],
      ["x: status->match(['shut', 'SHUT'], [@, 'UNKNOWN'])", data, { x: "UNKNOWN" }],
      ["x: isActive->match([true, 'Yes'], [false, 'No'])", data, { x: "Yes" }],
      [
        "x: status->match(['open', $.nobody])",
        data,
        {},
        '$.nobody: There is no "nobody" in an object',
      ],
      [
        "x: status->match('open')",
        data,
        {},
        "$.status->match: ->match takes pairs [pattern, value]",
      ],
      ["x: status->match([@, @->size])", data, { x: 4 }],
      [
        "$->keysToCamelCase { id loginName fullName }",
        { id: 1, login_name: "ben", full_name: "Ben Newman" },
        { id: 1, loginName: "ben", fullName: "Ben Newman" },
      ],
      [
        "x: $->keysToCamelCaseDeep",
        { outer_key: { inner_key: 1 } },
        { x: { outerKey: { innerKey: 1 } } },
      ],
      [
        "x: $->keysToCamelCase",
        { outer_key: { inner_key: 1 } },
        { x: { outerKey: { inner_key: 1 } } },
      ],
    ],
  },
  {
    rule: "methods: behind literals of v0.4",
    versions: onlyNewest,
    cases: [
      ["count: '42'->parseInt", data, { count: 42 }],
      [
        "x: 5->add(2), y: [1, 2]->last, z: { a: 1 }->size, t: true->not, n: null->jsonStringify",
        data,
        { x: 7, y: 2, z: 1, t: false, n: "null" },
      ],
      ["message: ['bad type:', status]->joinNotNull(' ')", data, { message: "bad type: open" }],
      [
        "x: items->map({ id: @.id, double: @.price->mul(2) })->first",
        data,
        { x: { id: 1, double: 10 } },
      ],
    ],
  },
];
