import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker } from "../../contract/support/problems-of.ts";
import { codesOf, connect, get, link, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const post = (rest: string) =>
  connect(`http: { POST: "https://x.dev", ${rest} }, selection: "$.a"`);
const more = (rest: string) => connect(`${get}, ${rest}, selection: "$.a"`);
const source = (rest: string) =>
  `extend schema @source(name: "api", ${rest})\ntype Query { a: Int }`;
const url = 'http: { baseURL: "https://x.dev" }';

/** Everywhere a mapping or a template can stand. */
const places: readonly (readonly [string, string])[] = [
  ["selection", connect(`${get}, selection: "a->▲"`)],
  ["body", post('body: "a->▲"')],
  ["path", post('path: "a->▲"')],
  ["queryParams", post('queryParams: "a->▲"')],
  ["a header", post('headers: { name: "x", value: "{a->▲}" }')],
  ["a URL", connect('http: { GET: "https://x.dev/{a->▲}" }, selection: "$.a"')],
  ["isSuccess", more('isSuccess: "a->▲"')],
  ["errors.message", more('errors: { message: "a->▲" }')],
  ["errors.extensions", more('errors: { extensions: "a->▲" }')],
  ["a source's baseURL", source('http: { baseURL: "https://x.dev/{a->▲}" }')],
  ["a source's path", source('http: { baseURL: "https://x.dev", path: "a->▲" }')],
  ["a source's queryParams", source('http: { baseURL: "https://x.dev", queryParams: "a->▲" }')],
  [
    "a source's header",
    source('http: { baseURL: "https://x.dev", headers: { name: "x", value: "{a->▲}" } }'),
  ],
  ["a source's isSuccess", source(`${url}, isSuccess: "a->▲"`)],
  ["a source's errors.message", source(`${url}, errors: { message: "a->▲" }`)],
  ["a source's errors.extensions", source(`${url}, errors: { extensions: "a->▲" }`)],
];

const inFile = (selection: string) =>
  `type Query {\n  a: Int @connect(\n    ${get}\n    selection: ${selection}\n  )\n}`;

/** The character inside the string, however the string is written. */
const positions: readonly (readonly [string, string])[] = [
  ["in a string", inFile('"$.a->first▲("')],
  ["behind an escaped quote", inFile(String.raw`"$.\"a b\"->▲"`)],
  ["behind a code point beyond 16 bits", inFile(String.raw`"a: '\u{1F600}' ▲)"`)],
  ["behind an emoji", inFile("\"a: '😀' ▲)\"")],
  ["in a block string", inFile('"""\n      id\n      name: )\n    """').replace(")", "▲)")],
  ["in a block string of one line", inFile('"""a->▲"""')],
  ["in a block string whose first line is deeper", inFile('"""\n          id\n      ▲)\n    """')],
  ["behind blank lines", inFile('"""\n\n\n      id\n\n      ▲)\n    """')],
  ["in a block string with tabs", inFile('"""\n\t\tid\n\t\t\tname: ▲)\n\t"""')],
  [
    "behind an escaped end of a block string",
    inFile('"""\n      # \\"""\n      a: \'\\"""\' ▲)\n    """'),
  ],
  [
    "in a file with the line breaks of Windows",
    inFile('"""\n      id\n      ▲)\n    """').replaceAll("\n", "\r\n"),
  ],
  ["behind a comment with the same text", inFile('"""\n      # name: )\n      name: ▲)\n    """')],
];

const variables: readonly Refusal[] = [
  [
    "a variable that is nearly one",
    connect(`${get}, selection: "▲$arg.id"`),
    { code: "MAPPING_SYNTAX", says: "There is no variable $arg here.\nDid you mean $args?" },
  ],
  [
    "a variable that nothing binds",
    connect(`${get}, selection: "▲$x.a"`),
    { code: "MAPPING_SYNTAX", says: "->as($x)" },
  ],
  [
    "an argument nearly named",
    connect('http: { GET: "https://x.dev/{▲$args.ids}" }, selection: "$.a"'),
    { code: "UNDEFINED_ARGUMENT", says: 'Did you mean "id"?' },
  ],
  [
    "an argument in the selection",
    connect(`${get}, selection: "$.a->first->eq(▲$args.x)"`),
    { code: "UNDEFINED_ARGUMENT", says: 'no argument "x"' },
  ],
  [
    "an argument in errors",
    more('errors: { extensions: "a: ▲$args.x" }'),
    { code: "UNDEFINED_ARGUMENT", says: 'no argument "x"' },
  ],
  [
    "a field of an input object, in a group",
    connect(
      'http: { POST: "https://x.dev", body: "▲$args.in { nme }" }, selection: "$.a"',
      "input In { name: String }",
    ).replace("(id: ID)", "(in: In)"),
    { code: "UNDEFINED_ARGUMENT", says: 'Did you mean "name"?' },
  ],
  [
    "the status, before there is one",
    post('queryParams: "s: ▲$status"'),
    { code: "VARIABLE_UNAVAILABLE", says: "Read it in `selection`, `isSuccess` or `errors`." },
  ],
  [
    "the response's headers in a request",
    post('headers: { name: "x", value: "{▲$response.headers.y}" }'),
    { code: "VARIABLE_UNAVAILABLE", says: "before there is a response" },
  ],
  [
    "a part of the response that there is not",
    connect(`${get}, selection: "▲$response.body.a"`),
    { code: "UNKNOWN_RESPONSE_PART", says: "Read the body with `$`", severity: "warning" },
  ],
  [
    "a part of the response in a source, nearly named",
    source(`${url}, isSuccess: "▲$response.header.ok->first->eq('1')"`),
    { code: "UNKNOWN_RESPONSE_PART", says: 'Did you mean "headers"?', severity: "warning" },
  ],
  [
    "the request's header, misspelt",
    connect('http: { GET: "https://x.dev/{▲$request.header.a}" }, selection: "$.a"'),
    { code: "UNNAMED_HEADER", says: "$request.header.a" },
  ],
  [
    "the parent in a source",
    source('http: { baseURL: "https://x.dev/{▲$this.id}" }'),
    { code: "VARIABLE_UNAVAILABLE", says: "many places" },
  ],
  [
    "a batch in a source",
    source('http: { baseURL: "https://x.dev", queryParams: "id: ▲$batch.id" }'),
    { code: "VARIABLE_UNAVAILABLE", says: "many places" },
  ],
];

const methods: readonly Refusal[] = [
  [
    "a method nearly named",
    connect(`${get}, selection: "$.a▲->frist"`),
    { code: "MAPPING_METHOD", says: "did you mean ->first?", severity: "warning" },
  ],
  [
    "a method that there is not, in a request",
    post('body: "$args.id▲->shout"'),
    { code: "MAPPING_METHOD", says: "There is no method ->shout", severity: "warning" },
  ],
  [
    "too many arguments, in a block string",
    connect(`${get}, selection: """\n      $.a\n        ▲->size(1)\n"""`),
    { code: "MAPPING_METHOD", says: "->size takes 0 arguments", severity: "warning" },
  ],
];

const right: readonly Acceptance[] = [
  ["what is bound by ->as", connect(`${get}, selection: "$.a->as($x)->eq($x)"`)],
  ["all arguments at once", post('body: "$args"')],
  ["all configuration and one variable", post('body: "a: $config b: $env.HOME"')],
  ["what the context holds", post('body: "$context.user.id"')],
  [
    "a header of the client, and of the response",
    connect(
      `http: { GET: "https://x.dev/{$request.headers.x->first}" }, selection: "$response.headers.y->first"`,
    ),
  ],
  ["all headers of the response", connect(`${get}, selection: "$response.headers->entries->size"`)],
  ["the status in errors", more('errors: { message: "$.m", extensions: "s: $status" }')],
  [
    "a scalar that may hold anything",
    connect(`${get}, selection: "$args.j.x.y"`, "scalar Json").replace("id: ID", "j: Json"),
  ],
];

const makesObject = (says: string) =>
  ({ code: "MAPPING_MAKES_OBJECT", says, severity: "warning" }) as const;

const objects: readonly Refusal[] = [
  [
    "a lone key as isSuccess",
    more('isSuccess: " ▲ok"'),
    makesObject("Write `$.ok`: a key on its own makes an object with that key."),
  ],
  ["a lone key as a source's isSuccess", source(`${url}, isSuccess: "▲ok"`), makesObject("`$.ok`")],
  [
    "a lone key as the message of an error",
    more('errors: { message: "▲message" }'),
    makesObject("The message of an error is text; this makes an object"),
  ],
  [
    "a lone key as a source's message",
    source(`${url}, errors: { message: "▲message" }`),
    makesObject("Write `$.message`"),
  ],
  [
    "an alias of a lone path as a message",
    more('errors: { message: "▲message: error.text" }'),
    makesObject("Write `$.error.text`"),
  ],
  [
    "a group as a message",
    more('errors: { message: "▲error { message }" }'),
    makesObject("Map it to a single value"),
  ],
];

/** What makes one value, as public schemas write it. */
const values: readonly Acceptance[] = [
  ["a path", more('errors: { message: "error.message" }')],
  ["a path from $", more('isSuccess: "$.ok", errors: { message: "$.message" }')],
  ["a method", more('isSuccess: "$status->eq(200)"')],
  ["a choice", more(`errors: { message: "$($.error.message ?? 'Request failed')" }`)],
  ["what may be anything", more('isSuccess: "$", errors: { message: "$" }')],
  ["a literal", more(`errors: { message: "$('Sorry')" }`)],
];

describe("points at the character of a mapping", () => {
  test.each(places)("in %s", (_name, sdl) => {
    const expected = { code: "MAPPING_SYNTAX", says: "connect v0.4" };
    expect(markedProblemsOf(sdl, resolved)).toEqual(problemAtMarker(sdl, expected));
  });

  test.each(positions)("%s", (_name, sdl) => {
    const [problem, ...others] = markedProblemsOf(sdl, resolved);
    expect(others).toEqual([]);
    expect([problem]).toEqual(problemAtMarker(sdl, { code: "MAPPING_SYNTAX", says: "" }));
  });
});

test("what is not closed is told where it begins, and where the text ends", () => {
  const sdl = inFile('"""\n      id\n      user ▲{\n        name\n    """');
  const says =
    "`{` is not closed: the text ends where `}` was expected. It ends at 7:13.\nClose it with `}`.";
  expect(markedProblemsOf(sdl, resolved)).toEqual(
    problemAtMarker(sdl, { code: "MAPPING_SYNTAX", says }),
  );
});

test.each([
  ["v0.2", "{ a: $args.id }", "`$({ … })`"],
  ["v0.3", "{ a: $args.id }", "`$({ … })`"],
  ["v0.3", "[1, 2]", "`$([ … ])`"],
  ["v0.3", "1", "`$(1)`"],
])("a literal as a body in %s is told how it is written there: %s", (version, body, written) => {
  const sdl = `${link(version)}${post(`body: "▲${body}"`)}`;
  const says = `a literal is written \`$( … )\`: ${written}. Or link connect v0.4.`;
  expect(markedProblemsOf(sdl, resolved)).toEqual(
    problemAtMarker(sdl, { code: "MAPPING_SYNTAX", says }),
  );
});

describe("refuses, or doubts", () => {
  test.each([...variables, ...methods, ...objects])("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each([...right, ...values])("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});

test.each([
  ["v0.2", "a ?? b"],
  ["v0.3", "a: 5"],
  ["v0.3", "... a"],
  ["v0.3", "a, b"],
])(
  "the version that a file links decides what is wrong: %s does not have `%s`",
  (version, text) => {
    const sdl = (linked: string) =>
      `${link(linked)}type Query { a: Any @connect(${get}, selection: "${text}") }\nscalar Any`;
    expect(codesOf(sdl(version), resolved)).toEqual(["MAPPING_SYNTAX"]);
    expect(codesOf(sdl("v0.4"), resolved)).toEqual([]);
  },
);
