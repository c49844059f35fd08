import { type MappingTable, onlyNewest, sinceOptional } from "../mapping-case.ts";

const executed = { person: { name: "Ben" }, size: null, n: 27 };

/** Rule 6: `?`, `??` and `?!`. */
export const rule6: readonly MappingTable[] = [
  {
    rule: "6: `?` turns null into missing, and silences what is not found",
    versions: sinceOptional,
    cases: [
      ["x: $.nobody?.absent", executed, {}],
      ["x: $.nobody.absent", executed, {}, '$.nobody: There is no "nobody" in an object'],
      ["x: size?->jsonStringify", executed, {}],
      ["x: size->jsonStringify", executed, { x: "null" }],
      ["x: n?->jsonStringify", executed, { x: "27" }],
      ["x: person?.name", executed, { x: "Ben" }],
      ["x: $.person.absent?", executed, {}],
      ["x: person.absent?.deeper", executed, {}],
      [
        "x: person.absent.deeper?",
        executed,
        {},
        '$.person.absent: There is no "absent" in an object',
      ],
      ["x: size? y: n", executed, { y: 27 }],
      ["x: size? { y }", executed, {}],
      ["x: size?.y", executed, {}],
      ["x: n?.y", executed, {}, '$.n?.y: There is no "y" in a number'],
      ["x: l->first?.a", { l: [] }, {}],
      ["x: l->first?.a", { l: [null] }, {}],
      ["x: $args?.id", executed, {}],
      ["x: $?.n", executed, { x: 27 }],
      ["x: @?.n", executed, { x: 27 }],
      ["x: $(size)?", executed, {}],
      ["$.size?", executed, undefined],
    ],
  },
  {
    rule: "6: `??` skips null and missing, also in `$( )` before v0.4",
    versions: sinceOptional,
    cases: [
      ["x: $($.nobody.absent ?? 'fb')", executed, { x: "fb" }],
      ["x: $($.size ?? 'fb')", executed, { x: "fb" }],
      ["x: $(n ?? 'fb')", executed, { x: 27 }],
      ["x: $($.size ?? $.nobody ?? 'fb')", executed, { x: "fb" }],
      [
        "x: $(f ?? 1) y: $(z ?? 1) w: $(e ?? 1)",
        { f: false, z: 0, e: "" },
        { x: false, y: 0, w: "" },
      ],
      ["x: $($.nobody ?? $.size)", executed, { x: null }],
      ["x: $($.size ?? $.nobody)", executed, {}, '$.nobody: There is no "nobody" in an object'],
      ["x: $($.size ?? $.nobody?)", executed, {}],
      ["x: n->add($($.nobody ?? 3))", executed, { x: 30 }],
      ["x: $({ y: $.size ?? 1 })", executed, { x: { y: 1 } }],
    ],
  },
  {
    rule: "6: `?!` skips only missing",
    versions: sinceOptional,
    cases: [
      ["x: $($.size ?! 'fb')", executed, { x: null }],
      ["x: $($.nobody ?! 'fb')", executed, { x: "fb" }],
      ["x: $($.nobody ?! $.nothing ?! 'fb')", executed, { x: "fb" }],
      ["x: $($.nobody ?! $.size ?! 'fb')", executed, { x: null }],
      [
        "x: $($.nobody ?! $.nothing)",
        executed,
        {},
        '$.nothing: There is no "nothing" in an object',
      ],
      ["x: $($.size? ?! 'fb')", executed, { x: "fb" }],
    ],
  },
  {
    rule: "6: chains stand alone in v0.4",
    versions: onlyNewest,
    cases: [
      ["x: $.nobody.absent ?? 'fb'", executed, { x: "fb" }],
      ["x: $.size ?! 'fb'", executed, { x: null }],
      ["$.nobody ?? n", executed, 27],
      ["n ?? 5", executed, 27],
      ["x: nobody??n", executed, { x: 27 }],
      ["x: nobody?!n", executed, { x: 27 }],
      ["x: size? ?? n", executed, { x: 27 }],
      ["x: $($.nobody ?! $.size) ?? 'fb'", executed, { x: "fb" }],
      ["x: [size ?? 1, nobody ?! 2]", executed, { x: [1, 2] }],
      ["x: n->eq(nobody ?? 27)", executed, { x: true }],
      ["x: null ?? 'fb' y: null ?! 'fb'", executed, { x: "fb", y: null }],
      ["x: nobody->first ?? 'fb'", executed, { x: "fb" }],
      ["x: person { name } ?? 1", executed, { x: { name: "Ben" } }],
    ],
  },
];
