import * as fc from "fast-check";

/** Draws a value; what fast-check's `fc.gen()` hands to a property. */
export type Draw = <Value, Args extends unknown[]>(
  arbitrary: (...args: Args) => fc.Arbitrary<Value>,
  ...args: Args
) => Value;

/** A schema with data, of which each field comes from some place that Sluice knows. */
export interface RandomGraph {
  readonly types: readonly RandomType[];
  /** Members of the interface `Shared` and of the union `Any`, as positions in `types`. */
  readonly interfaceMembers: readonly number[];
  readonly unionMembers: readonly number[];
  readonly query: RandomType;
}

export interface RandomType {
  readonly name: string;
  readonly fields: readonly RandomField[];
  readonly rows: readonly RandomRow[];
  /** How its objects are fetched by key. */
  readonly fill: "batch" | "single" | "none";
}

export interface RandomField {
  readonly name: string;
  readonly type: RandomTypeRef;
  readonly origin: FieldOrigin;
  readonly hasArgument: boolean;
}

/**
 * `base`: comes with every object. `fill`: from the connector on the type. `field`: from a
 * connector on the field. `resolver`, `promise`: from a custom resolver. `batch`: from a batch resolver.
 */
type FieldOrigin = "base" | "fill" | "field" | "resolver" | "promise" | "batch";

export type RandomTypeRef =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "list"; readonly of: RandomTypeRef }
  | { readonly kind: "nonNull"; readonly of: RandomTypeRef };

export interface RandomRow {
  readonly id: string | number;
  readonly shared: string | null;
  /** By field name. */
  readonly values: ReadonlyMap<string, RandomValue>;
  readonly fillOutcome: "value" | "missing" | "error";
}

/** What a field holds: JSON, a reference to a row, or a failure. */
export type RandomValue =
  | { readonly kind: "leaf"; readonly value: unknown }
  | { readonly kind: "row"; readonly type: number; readonly row: number }
  | { readonly kind: "list"; readonly items: readonly RandomValue[] }
  | { readonly kind: "failure"; readonly message: string };

const scalars = ["Int", "Float", "String", "Boolean", "ID", "Color", "Blob"];

/** Draws a graph. */
export function drawGraph(draw: Draw): RandomGraph {
  const names = Array.from(
    { length: draw(fc.integer, { min: 1, max: 4 }) },
    (_, index) => `T${index}`,
  );
  const positions = names.map((_, index) => index);
  const interfaceMembers = draw(fc.subarray<number>, positions, { minLength: 1 });
  const unionMembers = draw(fc.subarray<number>, positions, { minLength: 1 });
  const rowCounts = names.map(() => draw(fc.integer, { min: 0, max: 3 }));
  const abstract = { interfaceMembers, unionMembers, rowCounts };

  const fieldLists = names.map((name, index) =>
    Array.from({ length: draw(fc.integer, { min: 1, max: 5 }) }, (_, field) =>
      drawField(draw, `${name.toLowerCase()}_${field}`, { names, index }),
    ),
  );
  const types = names.map((name, index): RandomType => {
    const fields = fieldLists[index] ?? [];
    const fill = fields.some(({ origin }) => origin === "fill")
      ? draw(fc.constantFrom<("batch" | "single")[]>, "batch", "single")
      : "none";
    const rows = Array.from({ length: rowCounts[index] ?? 0 }, (_, row) =>
      drawRow(draw, fields, { id: `${name}-${row}`, row, names, ...abstract }),
    );
    return { name, fields, rows, fill };
  });

  const queryFields = Array.from({ length: draw(fc.integer, { min: 1, max: 4 }) }, (_, field) => {
    const drawn = drawField(draw, `query_${field}`, { names, index: -1 });
    const isServed = drawn.origin === "base" || drawn.origin === "fill";
    return isServed ? { ...drawn, origin: "field" as const } : drawn;
  });
  const row = drawRow(draw, queryFields, { id: "root", row: 0, names, ...abstract });
  const query: RandomType = { name: "Query", fields: queryFields, rows: [row], fill: "none" };
  return { types, interfaceMembers, unionMembers, query };
}

/** A type reference as SDL. */
export function printTypeRef(type: RandomTypeRef): string {
  if (type.kind === "named") return type.name;
  return type.kind === "list" ? `[${printTypeRef(type.of)}]` : `${printTypeRef(type.of)}!`;
}

export function namedTypeOf(type: RandomTypeRef): string {
  return type.kind === "named" ? type.name : namedTypeOf(type.of);
}

function drawField(
  draw: Draw,
  name: string,
  { names, index }: { readonly names: readonly string[]; readonly index: number },
): RandomField {
  const origins: FieldOrigin[] = [
    ...(["base", "base", "fill", "fill"] as const),
    ...(["field", "resolver", "promise", "batch"] as const),
  ];
  const origin = draw(fc.constantFrom<FieldOrigin[]>, ...origins);
  // What a connector returns of an object is embedded in it: only types further down, so that it ends.
  const targets =
    origin === "base" || origin === "fill"
      ? names.slice(index + 1)
      : [...names, "Shared", "Any", ...names.slice(0, 1)];
  const candidates = [...scalars, ...targets, ...targets, ...targets];
  const typeName = draw(fc.constantFrom<string[]>, ...candidates);
  const isFetched = origin !== "base" && origin !== "fill";
  const hasArgument = isFetched && typeName === "String" && draw(fc.boolean);
  return { name, origin, hasArgument, type: drawWrappers(draw, { kind: "named", name: typeName }) };
}

function drawWrappers(draw: Draw, named: RandomTypeRef): RandomTypeRef {
  const patterns = ["", "", "", "!", "[]", "[!]", "[]!", "[!]!", "[[]]", "[[!]]", "[[]!]!"];
  let type = named;
  for (const character of draw(fc.constantFrom<string[]>, ...patterns).replaceAll("[", "")) {
    type = { kind: character === "!" ? "nonNull" : "list", of: type };
  }
  return type;
}

interface RowPlace {
  readonly id: string;
  readonly row: number;
  readonly names: readonly string[];
  readonly interfaceMembers: readonly number[];
  readonly unionMembers: readonly number[];
  readonly rowCounts: readonly number[];
}

function drawRow(draw: Draw, fields: readonly RandomField[], place: RowPlace): RandomRow {
  return {
    id: draw(fc.constantFrom<(string | number)[]>, place.id, place.row),
    shared: draw(fc.constantFrom<(string | null)[]>, "shared", null),
    fillOutcome: draw(
      fc.constantFrom<RandomRow["fillOutcome"][]>,
      ...(["value", "value", "value", "value", "missing", "error"] as const),
    ),
    values: new Map(fields.map((field) => [field.name, drawFieldValue(draw, field, place)])),
  };
}

function drawFieldValue(draw: Draw, field: RandomField, place: RowPlace): RandomValue {
  const mayFail = field.origin !== "base" && field.origin !== "fill";
  if (mayFail && isRare(draw)) {
    return { kind: "failure", message: `${field.name} failed` };
  }
  return drawValue(draw, field.type, place);
}

function drawValue(draw: Draw, type: RandomTypeRef, place: RowPlace): RandomValue {
  if (type.kind === "nonNull") {
    return isRare(draw) ? { kind: "leaf", value: null } : drawValue(draw, type.of, place);
  }
  if (isRare(draw)) return { kind: "leaf", value: null };
  if (type.kind === "list") {
    if (isRare(draw)) return { kind: "leaf", value: 7 };
    const length = draw(fc.integer, { min: 0, max: 3 });
    return { kind: "list", items: Array.from({ length }, () => drawValue(draw, type.of, place)) };
  }
  if (scalars.includes(type.name)) return { kind: "leaf", value: drawScalar(draw, type.name) };
  const members = membersOf(type.name, place).filter(
    (member) => (place.rowCounts[member] ?? 0) > 0,
  );
  if (members.length === 0) return { kind: "leaf", value: null };
  const member = draw(fc.constantFrom<number[]>, ...members);
  const row = draw(fc.integer, { min: 0, max: (place.rowCounts[member] ?? 1) - 1 });
  return { kind: "row", type: member, row };
}

function membersOf(name: string, place: RowPlace): readonly number[] {
  if (name === "Shared") return place.interfaceMembers;
  if (name === "Any") return place.unionMembers;
  return [place.names.indexOf(name)];
}

function drawScalar(draw: Draw, name: string): unknown {
  const good: Record<string, readonly unknown[]> = {
    Int: [0, -5, 2_147_483_647],
    Float: [0.5, 3, -1e10],
    String: ["", "text", "ünï"],
    Boolean: [true, false],
    ID: ["a", 12, "12"],
    Color: ["RED", "GREEN"],
    Blob: [{ any: ["thing", null] }, 1, "x", [1, [2]]],
  };
  const odd = ["word", 1.5, 3_000_000_000, true, { an: "object" }, ["list"]];
  const pool = isRare(draw) ? odd : (good[name] ?? odd);
  return draw(fc.constantFrom<unknown[]>, ...pool);
}

function isRare(draw: Draw): boolean {
  return draw(fc.integer, { min: 0, max: 11 }) === 11;
}
