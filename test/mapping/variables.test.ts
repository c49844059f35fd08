import { describe, expect, test } from "vitest";

import type { MaybeJson, Variables } from "../../src/mapping/mapping.ts";
import { runMapping } from "./run-mapping.ts";

describe("variables", () => {
  const variables: Variables = {
    $args: { id: 1, filter: { name: "x" } },
    $this: { ownerId: 2 },
    $batch: [{ id: 1 }, { id: 2 }],
    $config: { key: "k" },
    $env: { HOME: "h" },
    $context: { user: "u" },
    $request: { headers: { "x-id": ["7"] } },
    $response: { headers: { etag: ["e"] } },
    $status: 404,
  };
  const cases: [text: string, result: MaybeJson][] = [
    ["id: $args.id", { id: 1 }],
    ["$args { id name: filter.name }", { id: 1, name: "x" }],
    ["$this.ownerId", 2],
    ["ids: $batch.id", { ids: [1, 2] }],
    ["$batch->map({ key: @.id })", [{ key: 1 }, { key: 2 }]],
    ["[$config.key, $env.HOME, $context.user]", ["k", "h", "u"]],
    ["$request.headers.'x-id'->first", "7"],
    ["$response.headers.etag", ["e"]],
    ["$status->eq(404)", true],
  ];
  test.each(cases)("%s", (text, result) => {
    expect(runMapping(text, undefined, { variables })).toEqual({ result, problems: [] });
  });
});

describe("->as binds a variable for the rest of the path", () => {
  const cases: [claim: string, text: string, value: MaybeJson, result: MaybeJson][] = [
    [
      "in a group",
      "author->as($a).articles { name: $a.name }",
      { author: { name: "Ben", articles: [{}, {}] } },
      [{ name: "Ben" }, { name: "Ben" }],
    ],
    [
      "in arguments",
      "x: users->filter(@->as($u)->echo($u.a)->and($u.b))",
      {
        users: [
          { a: true, b: true, n: 1 },
          { a: true, b: false },
        ],
      },
      { x: [{ a: true, b: true, n: 1 }] },
    ],
    [
      "to another value",
      "x: p->as($n, @.name)->echo([$n, @.age])",
      { p: { name: "Ben", age: 9 } },
      { x: ["Ben", 9] },
    ],
    [
      "with a comma behind it",
      "x: p->as($n, 1,)->echo($n) y: p->as($m,)->echo($m)",
      { p: 2 },
      { x: 1, y: 2 },
    ],
    ["and the nearest one counts", "x: p->as($n)->echo(1->as($n)->echo($n))", { p: 2 }, { x: 1 }],
    ["and shadows a variable of that name", "x: p->as($args)->echo($args)", { p: 2 }, { x: 2 }],
  ];
  test.each(cases)("%s", (...[, text, value, result]) => {
    expect(runMapping(text, value).result).toEqual(result);
  });
});
