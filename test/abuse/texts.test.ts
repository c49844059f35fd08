import { describeAbuse } from "./support/describe-abuse.ts";
import { ask, times } from "./support/requests.ts";

const echo = (written: string) => ask(`{ echo(text: ${written}) }`);
const count = (argument: string) => ask(`{ count(${argument}) }`);

const notGraphql = "400 GRAPHQL_PARSE_FAILED";
const notValid = "400 GRAPHQL_VALIDATION_FAILED";
const tooLarge = "400 DOCUMENT_TOO_LARGE";

describeAbuse("texts and tokens", {
  attacks: [
    ["a string of half a megabyte", echo(`"${"x".repeat(500_000)}"`), tooLarge],
    ["a block string of half a megabyte", echo(`"""${"x\n".repeat(250_000)}"""`), tooLarge],
    ["a block string of escapes", echo(`"""${'\\"""'.repeat(100_000)}"""`), tooLarge],
    ["a comment of half a megabyte", ask(`{ hello } #${"x".repeat(500_000)}`), tooLarge],
    ["90,000 comments", ask(`{ hello } ${"#\n".repeat(90_000)}`), tooLarge],
    ["900,000 commas", ask(`{ hello ${",".repeat(900_000)} }`), tooLarge],
    ["900,000 blanks", ask(`{ hello ${" ".repeat(900_000)} }`), tooLarge],
    [
      "emoji, whose bytes count and not their characters",
      echo(`"${"😀".repeat(20_000)}"`),
      tooLarge,
    ],
    [
      "half a megabyte of escaped emoji",
      echo(`"${String.raw`\u{1F600}`.repeat(60_000)}"`),
      tooLarge,
    ],
    ["a number of a megabyte", count(`n: ${"9".repeat(1_000_000)}`), tooLarge],
    ["a number of 60,000 digits", count(`n: ${"9".repeat(60_000)}`), notValid],
    ["a fraction of 60,000 digits", count(`n: 0.${"9".repeat(60_000)}`), notValid],
    ["an exponent of 60,000 digits", count(`n: 1e${"9".repeat(60_000)}`), notValid],
    ["a name of 60,000 characters", ask(`{ ${"x".repeat(60_000)} }`), notValid],
    ["an alias of 60,000 characters", ask(`{ ${"x".repeat(60_000)}: nothing }`), notValid],
    ["a directive of 60,000 characters", ask(`{ echo @${"x".repeat(60_000)} }`), notValid],
    ["60,000 brackets that close", ask("}".repeat(60_000)), notGraphql],
    ["30,000 spreads", ask(`{ ${"... ".repeat(15_000)} }`), notGraphql],
    ["6,000 values", ask(`{ users(ids: [${times(6000, String)}]) { id } }`), "400 TOO_MANY_TOKENS"],
    ["1,001 values", ask(`{ users(ids: [${times(1001, String)}]) { id } }`), "400 LIST_TOO_LONG"],

    ["NUL", ask("{ echo \0 }"), notGraphql],
    ["NUL in a comment", ask("{ nothing #\0\n }"), notValid],
    ["control characters", ask("{ echo\u0007 }"), notGraphql],
    ["a line's end in a string", echo('"a\nb"'), notGraphql],
    ["a mark of byte order in the middle of a name", ask("{ ec\uFEFFho }"), notValid],
    ["half an emoji", ask("{ echo \ud83d }"), notGraphql],
    ["half an emoji in a string", echo('"\ud83d"'), notGraphql],
    ["half an emoji, escaped", echo(String.raw`"\uD83D"`), notGraphql],
    ["halves of an emoji in the wrong order", echo(String.raw`"\uDE00\uD83D"`), notGraphql],
    ["half an emoji in braces", echo(String.raw`"\u{D83D}"`), notGraphql],
    ["a character beyond Unicode", echo(String.raw`"\u{110000}"`), notGraphql],
    ["a character far beyond Unicode", echo(`"\\u{${"F".repeat(10_000)}}"`), notGraphql],
    ["an escape that never ends", echo(String.raw`"\u{`), notGraphql],
    ["an escape that there is not", echo(String.raw`"\x41"`), notGraphql],
    ["a name from right to left", ask("{ \u202eohce }"), notGraphql],
    ["a name that only looks like one", ask("{ еcho }"), notGraphql],
    ["a name with a mark of no width", ask("{ ec\u200bho }"), notGraphql],
    ["an emoji for a name", ask("{ 😀 }"), notGraphql],
    ["blanks that are none", ask("{\u00a0echo\u2028}"), notGraphql],
    ["a string without an end", echo(`"${"x".repeat(60_000)}`), notGraphql],
    ["a block string without an end", echo(`"""${'"" '.repeat(20_000)}`), notGraphql],
    ["a document without an end", ask("{ user(id: 1) {"), notGraphql],
    ["no document but comments", ask("# nothing\n".repeat(1000)), notGraphql],
    ["quotes", ask('"'.repeat(60_000)), notGraphql],
    ["what is SQL", ask("SELECT * FROM users; --"), notGraphql],
    ["what is markup", ask("<script>alert(1)</script>"), notGraphql],
    ["what is a template", ask("${process.exit()}"), notGraphql],

    ["a number with a 0 before it", count("n: 01"), notGraphql],
    ["a number without an end", count("n: 1e"), notGraphql],
    ["a number without a beginning", count("n: .5"), notGraphql],
    ["a number of another base", count("n: 0xFF"), notGraphql],
    ["a number with a name at its end", count("n: 1n"), notGraphql],
    ["a minus alone", count("n: -"), notGraphql],
    ["a number that is none", count("n: NaN"), notValid],
    ["a number without bounds", count("rate: Infinity"), notValid],
    ["a number beyond 32 bits", count("n: 2147483648"), notValid],
    ["a text for a number", count('n: "1"'), notValid],
    ["a list for a number", count("n: [1, 2]"), notValid],
    ["an object for a number", count("n: {a: 1}"), notValid],
    ["a number for a truth", count("exact: 1"), notValid],
    ["nothing for what must be there", ask("{ user(id: null) { id } }"), notValid],
    ["a text for an object", ask('{ users(filter: "name") { id } }'), notValid],
    ["a text for an enum", ask('{ users(filter: { colour: "RED" }) { id } }'), notValid],
  ],
  oddities: [
    [
      "a mark of byte order before the document",
      ask("\uFEFF{ count }"),
      '200 {"data":{"count":1}}',
    ],
    [
      "texts of any script, which reach the source as they are",
      echo('"שלום 😀 \u202e\u200b"'),
      '200 {"data":{"echo":"שלום 😀 \u202e\u200b"}}',
    ],
    [
      "NUL, escaped, which stays a character",
      echo(String.raw`"a\u0000b"`),
      String.raw`200 {"data":{"echo":"a\u0000b"}}`,
    ],
    ["NUL in a string, too", echo('"a\0b"'), String.raw`200 {"data":{"echo":"a\u0000b"}}`],
    ["a number beyond all numbers", count("rate: 1e999"), '200 {"data":{"count":1}}'],
    ["commas for blanks", ask("{,,,count,,,}"), '200 {"data":{"count":1}}'],
  ],
});
