import type { FormattedExecutionResult } from "graphql";

import type { Caller, Id, World, WorldCall } from "./scripted-world.ts";
import { ids } from "./scripted-world.ts";

/** What is asked for: the part of an answer that one key of one connector is read from. */
export interface Unit {
  readonly rule: Rule;
  readonly isScoped: boolean;
  /** Whether a call asked for it. */
  readonly isAskedBy: (call: WorldCall) => boolean;
  /** Whether what the upstream has is "there is no such item". */
  readonly isMissing: (world: World) => boolean;
  /** Whether an invalidation of this product, or of the whole type, is of it. */
  readonly isOf: (invalidated: Invalidated, world: World) => boolean;
}

/** What was invalidated: a type, one object of it, what one connector fetched, or everything. */
export interface Invalidated {
  readonly all?: true;
  readonly type?: "Product" | "Account" | "Order";
  readonly id?: Id;
  readonly connector?: string;
}

/** What the schema promises. */
export interface Rule {
  readonly ttlMs: number;
  readonly staleMs: number;
  readonly errorMs: number;
  readonly missingMs: number;
}

/** What is asked for. */
export interface Selection {
  readonly parts: readonly Part[];
  readonly ids: readonly Id[];
}

export const parts = ["list", "hot", "one", "pick", "accounts", "orders", "now"] as const;
type Part = (typeof parts)[number];

export function queryOf({ parts: selected, ids: wanted }: Selection): string {
  const list = JSON.stringify(wanted);
  const texts: Readonly<Record<Part, string>> = {
    list: "list: products { id name }",
    hot: "hot { id name }",
    one: wanted.map((id) => `one${id}: product(id: ${id}) { id name }`).join(" "),
    pick: `pick(ids: ${list}) { id name }`,
    accounts: `accounts(ids: ${list}) { id text }`,
    orders: "orders { id text product { id name } }",
    now: "now { version }",
  };
  return `{ ${selected.map((part) => texts[part]).join(" ")} }`;
}

/** All that there is to ask for. */
export const everything: Selection = { parts, ids };

/** One unit in an answer. */
export interface Told {
  readonly unit: string;
  /** Where it stands in a report of freshness. */
  readonly path: string;
  /** Data, or the code of an error, as a text. */
  readonly value: string;
}

/** All units in an answer. */
export function unitsTold({ data, errors = [] }: FormattedExecutionResult): readonly Told[] {
  const told: Told[] = [];
  const add = (unit: string, path: readonly (string | number)[], value: unknown): void => {
    const error = errors.find((each) => path.every((key, index) => each.path?.[index] === key));
    const code = error?.extensions?.["code"];
    told.push({
      unit,
      path: path.filter((key) => typeof key === "string").join("."),
      value: JSON.stringify(error === undefined ? { value: value ?? null } : { code }),
    });
  };
  for (const [name, value] of Object.entries(data ?? {})) {
    const rows = (Array.isArray(value) ? value : []) as readonly Row[];
    if (name === "pick") {
      for (const [index, row] of rows.entries()) add(`some ${row.id}`, [name, index], row.name);
    } else if (name === "accounts") {
      for (const [index, row] of rows.entries()) add(`account ${row.id}`, [name, index], row.text);
    } else if (name === "orders" && value !== null) {
      const own = rows.map(({ id, text, product }) => [id, text, product?.id]);
      told.push({ unit: name, path: name, value: JSON.stringify({ value: own }) });
      for (const [index, { product }] of rows.entries()) {
        if (product) add(`some ${product.id}`, [name, index, "product"], product.name);
      }
    } else add(name.replace(/^one/, "one "), [name], value);
  }
  return told;
}

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly text?: string;
  readonly product?: { readonly id: string; readonly name: string } | null;
}

/** The units by name, as one caller sees them, under these rules by type. */
export function unitsOf(caller: Caller, rules: WorldRules): ReadonlyMap<string, Unit> {
  return new Map<string, Unit>([
    ["list", listUnit("products", rules.product, "Query.products")],
    ["hot", listUnit("hot", rules.hot, "Query.hot")],
    [
      "orders",
      {
        rule: rules.order,
        isScoped: true,
        isAskedBy: (call) => call.path === "/orders" && call.caller === caller,
        isMissing: () => false,
        isOf: ({ type, connector }) => type === "Order" || connector === "Query.orders",
      },
    ],
    [
      "now",
      {
        rule: { ttlMs: 0, staleMs: 0, errorMs: 0, missingMs: 0 },
        isScoped: false,
        isAskedBy: (call) => call.path === "/now",
        isMissing: () => false,
        isOf: () => false,
      },
    ],
    ...ids.flatMap((id): [string, Unit][] => [
      [
        `one ${id}`,
        {
          rule: rules.product,
          isScoped: false,
          isAskedBy: (call) => call.path === `/products/${id}`,
          isMissing: ({ products }) => typeof products[id] !== "number",
          isOf: ofProduct("Query.product", id),
        },
      ],
      [
        `some ${id}`,
        {
          rule: rules.product,
          isScoped: false,
          isAskedBy: (call) => call.path === "/some" && call.ids.includes(id),
          isMissing: ({ products }) => typeof products[id] !== "number",
          isOf: ofProduct("Product", id),
        },
      ],
      [
        `account ${id}`,
        {
          rule: rules.account,
          isScoped: true,
          isAskedBy: (call) =>
            call.path === "/accounts" && call.caller === caller && call.ids.includes(id),
          isMissing: ({ accounts }) => typeof accounts[caller][id] !== "number",
          isOf: ({ type, id: named, connector }) =>
            connector === "Account" || (type === "Account" && (named ?? id) === id),
        },
      ],
    ]),
  ]);
}

export interface WorldRules {
  readonly product: Rule;
  readonly hot: Rule;
  readonly account: Rule;
  readonly order: Rule;
}

/** Whether an invalidation is of one product; or, without an id, of a list of all. */
function ofProduct(connector: string, id?: Id): Unit["isOf"] {
  return (invalidated, world) => {
    if (invalidated.connector !== undefined) return invalidated.connector === connector;
    if (invalidated.type !== "Product") return false;
    if (invalidated.id === undefined) return true;
    // A list has the tags of what is in it.
    return id === undefined
      ? typeof world.products[invalidated.id] === "number"
      : id === invalidated.id;
  };
}

function listUnit(path: string, rule: Rule, connector: string): Unit {
  return {
    rule,
    isScoped: false,
    isAskedBy: (call) => call.path === `/${path}`,
    isMissing: () => false,
    isOf: ofProduct(connector),
  };
}
