import { describe, expect, test } from "vitest";

import { describeAbuse, expectQuick } from "./support/describe-abuse.ts";
import { ask, askWith, times } from "./support/requests.ts";

const parts = { accept: "multipart/mixed; incrementalSpec=v0.2" };
const legacyParts = { accept: "multipart/mixed; deferSpec=20220824" };
const levels = (count: number, open: string, inside: string) =>
  `${open.repeat(count)}${inside}${"}".repeat(count)}`;
const user = (inside: string) => `{ user(id: 1) { ${inside} } }`;
const chain = (length: number, inside: (it: number) => string) =>
  times(
    length,
    (it) => `fragment f${it} on User { ${inside(it)} ${it === length - 1 ? "" : `...f${it + 1}`} }`,
  );

const attacked = describeAbuse("the dearest", { attacks: [], oddities: [] });

describe("the dearest that is allowed holds up nobody", () => {
  test.each<[name: string, bytes: Uint8Array]>([
    ["one field as often as may be", ask(user(times(220, () => "id")))],
    [
      "as many fields as may be, level by level",
      ask(user(levels(9, times(40, () => "id name") + " friend { ", "id"))),
    ],
    ["as many aliases as may be", ask(user(times(100, (it) => `a${it}: id`)))],
    [
      "100 users, each with friends",
      ask(`{ ${times(90, (it) => `a${it}: user(id: ${it}) { friend { friend { id name } } }`)} }`),
    ],
    [
      "parts in parts",
      ask(
        user(levels(9, "... @defer { id friend { name ", "id") + "}".repeat(9)),
        undefined,
        parts,
      ),
    ],
    ["150 parts", ask(user("... @defer { id name } ".repeat(150)), undefined, parts)],
    [
      "150 parts in the older form",
      ask(user("... @defer { id name } ".repeat(150)), undefined, legacyParts),
    ],
    [
      "100 parts by events",
      ask(user("... @defer { friend { id } } ".repeat(100)), undefined, {
        accept: "text/event-stream",
      }),
    ],
    [
      "parts of fragments that are spread in each other",
      ask(
        `${user("...f0 @defer")} ${chain(60, (it) => `... @defer { friend { a${it}: id } }`)}`,
        undefined,
        parts,
      ),
    ],
    [
      "items that come one by one, with parts",
      ask(
        `{ ${times(90, (it) => `a${it}: users @stream(initialCount: 0) { id ... @defer { friend { id } } }`)} }`,
        undefined,
        parts,
      ),
    ],
    [
      "one variable in many fragments",
      ask(
        `query ($a: ID!) { ...f0 } ${chain(40, () => "id")
          .replaceAll("User", "Query")
          .replaceAll("{ id", "{ user(id: $a) { id }")}`,
        { a: 1 },
      ),
    ],
    [
      "many conditions",
      askWith(
        `query (${times(180, (it) => `$v${it}: Boolean = true`)}) ${user(times(180, (it) => `id @include(if: $v${it})`))}`,
        "{}",
      ),
    ],
    ["a chain of fragments", ask(`${user("...f0")} ${chain(60, () => "id name")}`)],
    [
      "values that are as many as may be",
      askWith(
        "query ($f: Filter) { users(filter: $f) { id } }",
        JSON.stringify({
          f: {
            any: Array.from({ length: 999 }, () => ({ tags: ["a", "b", "c", "d", "e", "f", "g"] })),
          },
        }),
      ),
    ],
    [
      "a text of 900,000 characters",
      askWith(
        "query ($f: Filter) { echoed(filter: $f) }",
        JSON.stringify({ f: { name: "x".repeat(900_000) } }),
      ),
    ],
    [
      "a text of 900,000 characters in a URL",
      askWith("query ($t: String) { echo(text: $t) }", JSON.stringify({ t: "ü".repeat(400_000) })),
    ],
    [
      "1,000 ids",
      askWith(
        "query ($i: [ID!]) { users(ids: $i) { id } }",
        JSON.stringify({ i: Array.from({ length: 1000 }, (_, it) => `${it}`.repeat(200)) }),
      ),
    ],
    ["introspection of one name", ask(`{ ${times(90, (it) => `a${it}: __typename`)} }`)],
    [
      "100 mutations",
      ask(`mutation { ${times(99, (it) => `a${it}: rename(id: ${it}, name: "x") { id }`)} }`),
    ],
  ])("%s", async (_name, bytes) => {
    await attacked().turn();
    const { status } = await attacked().send(bytes);
    expect(status).toBe(200);
    await expectQuick(attacked());
  });
});
