import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

const id = 9007199254740993n;
const huge = 123456789012345678901234567890n;

/** Rule 9: integers beyond 2^53 keep their digits. */
export const rule9: readonly MappingTable[] = [
  {
    rule: "9: integers beyond 2^53 keep their digits",
    versions: allVersions,
    cases: [
      ["id", { id }, { id }],
      ["x: ids { id: $ }", { ids: [id, huge] }, { x: [{ id }, { id: huge }] }],
      ["x: $(9007199254740993)", {}, { x: id }],
      ["x: $(-9007199254740993)", {}, { x: -id }],
      ["x: $(9007199254740991)", {}, { x: 9007199254740991 }],
      ["x: id->toString", { id }, { x: "9007199254740993" }],
      ["x: id->jsonStringify", { id: huge }, { x: "123456789012345678901234567890" }],
      ["x: $->jsonStringify", { id: [id] }, { x: '{"id":[9007199254740993]}' }],
      ["x: text->jsonParse.id", { text: '{"id":9007199254740993}' }, { x: id }],
      ["x: text->parseInt", { text: "9007199254740993" }, { x: id }],
      ["x: ids->joinNotNull(',')", { ids: [id, null, 1] }, { x: "9007199254740993,1" }],
      ["x: id->eq(9007199254740993) y: id->eq(9007199254740992)", { id }, { x: true, y: false }],
      ["x: id->ne(9007199254740992)", { id }, { x: true }],
      ["x: id->gt(9007199254740992) y: id->lte(9007199254740992)", { id }, { x: true, y: false }],
      ["x: id->in($([9007199254740993]))", { id }, { x: true }],
      ["x: ids->contains(9007199254740992)", { ids: [id] }, { x: false }],
      ["x: id->match([9007199254740992, 'a'], [9007199254740993, 'b'])", { id }, { x: "b" }],
      ["x: ids->find(@->eq(9007199254740993))", { ids: [9007199254740992, id] }, { x: id }],
      [
        "x: id->add(1) y: id->sub(1) z: id->mul(2)",
        { id },
        { x: 9007199254740994n, y: 9007199254740992n, z: 18014398509481986n },
      ],
      ["x: id->mod(10) y: id->div(3)", { id }, { x: 3, y: 3002399751580331 }],
      ["x: $(9007199254740991)->add(1, 1)", {}, { x: id }],
      ["id x: id", { id: 0.1 }, { id: 0.1, x: 0.1 }],
    ],
  },
  {
    rule: "9: in literals of v0.4",
    versions: onlyNewest,
    cases: [
      ["x: 9007199254740993", {}, { x: id }],
      ["x: id ?? 0", { id }, { x: id }],
      ["[9007199254740993->toString]", {}, ["9007199254740993"]],
    ],
  },
];
