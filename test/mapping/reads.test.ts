import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";

const tables: Record<string, [text: string, reads: string[]][]> = {
  "a path reads what it ends at": [
    ["x: $this.a.b", ["$this.a.b"]],
    ["$args", ["$args"]],
    ["x: $request.headers.'x-id'->first", ["$request.headers.x-id"]],
    ["x: $config.a?.b?", ["$config.a.b"]],
    ["id title", []],
    ["x: $ y: @", []],
  ],
  "a group reads each of its keys": [
    ["$args { x y { z } }", ["$args.x", "$args.y.z"]],
    ["$args { x: $.y z: @.w }", ["$args.y", "$args.w"]],
    ["$batch { id }", ["$batch.id"]],
    ["$args.x { a: $(1) }", ["$args.x"]],
    ["$args.x { a: $this.y }", ["$this.y", "$args.x"]],
  ],
  "items of a list are read below the list": [
    ["ids: $batch.id", ["$batch.id"]],
    ["$batch->map(@.id)", ["$batch.id"]],
    ["$batch->map({ id: @.id, x: @.y.z })", ["$batch.id", "$batch.y.z"]],
    ["$batch->map(@)", ["$batch"]],
    ["$batch->map(@.id)->joinNotNull(',')", ["$batch.id"]],
    ["$batch->map(1)", ["$batch"]],
    ["$batch->map($args.x)", ["$batch", "$args.x"]],
    ["$batch->map", ["$batch"]],
    ["$batch->first.id", ["$batch.id"]],
    ["$batch->slice(0, 2)->last { id }", ["$batch.id"]],
    [
      "$batch->filter(@.ok)->find(@.b->eq($args.c)).id",
      ["$batch.ok", "$batch.b", "$args.c", "$batch.id"],
    ],
    ["$batch->get(0).id", ["$batch.id"]],
    ["$this->get('a').b", ["$this.a.b"]],
    ["$this->get($args.key).b", ["$this", "$args.key"]],
  ],
  "what is not followed is read whole": [
    ["$args.x->entries.key", ["$args.x"]],
    ["$args.x->size", ["$args.x"]],
    ["$args.x->levitate($this.y)", ["$args.x", "$this.y"]],
    ["$args.x->echo($this.y)", ["$args.x", "$this.y"]],
    ["$args.x->match([$this.y, $config.z], [@, null])", ["$args.x", "$this.y", "$config.z"]],
    ["$($this.a ?? $this.b).c", ["$this.a", "$this.b"]],
  ],
  "reads count wherever they stand": [
    ["{ a: [$args.x, { b: $args.y }] }", ["$args.x", "$args.y"]],
    ["$($args.x).y", ["$args.x.y"]],
    ["a ... $this.o", ["$this.o"]],
    ["a ... $this.o { x }", ["$this.o.x"]],
    ["l { x: $args.y }", ["$args.y"]],
    ["l->map({ x: $status })", ["$status"]],
  ],
  "a bound variable is no read, what it stands for is": [
    ["a->as($x)->echo($x.y)", []],
    ["$this->as($x)->echo($x.y)", ["$this", "$this.y"]],
    ["$batch->as($b).id { x: $b.y }", ["$batch.y", "$batch.id"]],
    ["a->as($x, $args.b)->echo($x.c)", ["$args.b.c"]],
    ["a->as($args)->echo($args.b)", []],
  ],
  "each is listed once": [
    ["x: $this.a y: $this.a z: $this.b", ["$this.a", "$this.b"]],
    ["x: $this.a.b y: $this.a", ["$this.a.b", "$this.a"]],
  ],
};

describe.each(Object.entries(tables))("%s", (_claim, cases) => {
  test.each(cases)("%s", (text, reads) => {
    const found = compileMapping(text, "v0.4").reads;
    expect(found.map(({ variable, path }) => [variable, ...path].join("."))).toEqual(reads);
  });
});

test("a read knows where its variable stands first", () => {
  expect(compileMapping("a: $args.x b: $this.y c: $args.x", "v0.4").reads).toEqual([
    { variable: "$args", path: ["x"], offset: 3 },
    { variable: "$this", path: ["y"], offset: 14 },
  ]);
});

describe("a read is optional where something else is taken when it is missing", () => {
  test.each<[text: string, optional: string[], required: string[]]>([
    ["x: $($config.a ?? 'b')", ["$config.a"], []],
    ["x: $($config.a ?! $config.b)", ["$config.a"], ["$config.b"]],
    ["x: $config.a?", ["$config.a"], []],
    ["x: $config.a?.b", ["$config.a.b"], []],
    ["x: $config.a?->first", ["$config.a"], []],
    ["x: $config.a", [], ["$config.a"]],
    ["x: $config.a y: $config.a?", [], ["$config.a"]],
    ["x: $config.a? y: $config.a", [], ["$config.a"]],
    ["x: $config.a? y: $config.a?", ["$config.a"], []],
    ["x: $({ y: $config.a } ?? 1)", [], ["$config.a"]],
    ["x: $([$config.a] ?? 1)", [], ["$config.a"]],
    ["x: $($config.a->eq($config.b) ?? 1)", ["$config.a", "$config.b"], []],
    ["x: $config.a?->as($a)->echo($a)", ["$config.a"], []],
  ])("%s", (text, optional, required) => {
    const { reads } = compileMapping(text, "v0.4");
    const written = (isOptional: boolean) =>
      reads
        .filter((read) => (read.isOptional === true) === isOptional)
        .map(({ variable, path }) => [variable, ...path].join("."));
    expect([written(true), written(false)]).toEqual([optional, required]);
  });
});
