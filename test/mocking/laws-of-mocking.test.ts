import * as fc from "fast-check";
import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  getNullableType,
  isObjectType,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { expect, test } from "vitest";

import { printGraph } from "../execution/random/print-graph.ts";
import { drawGraph, type RandomGraph, type RandomType } from "../execution/random/random-graph.ts";
import { drawOperation } from "../execution/random/random-operation.ts";
import { mockExecutor } from "./support/mock-executor.ts";

const numRuns = 60;

test(
  "answers any valid operation, without errors, and with the same data in every world of one seed",
  { timeout: 60_000 },
  async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.nat(), async (draw, seed) => {
        const graph = withoutResolvers(drawGraph(draw));
        const sdl = printGraph(graph);
        const { query, variables } = drawOperation(draw, graph);
        const one = mockExecutor(sdl, { seed });
        fc.pre(validate(one.contract.schema, parse(query), rules).length === 0);

        const answer = await one.execute(query, variables);
        const again = await mockExecutor(sdl, { seed }).execute(query, variables);

        expect(answer.errors).toBeUndefined();
        expect(answer.data).not.toBeNull();
        expect(JSON.stringify(again.data)).toBe(JSON.stringify(answer.data));
        answered += 1;
      }),
      { numRuns },
    );
    expect(answered).toBeGreaterThanOrEqual(numRuns);
  },
);

test(
  "an object has the same values wherever it stands in an answer",
  { timeout: 60_000 },
  async () => {
    let repeated = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const sdl = printGraph(withoutResolvers(drawGraph(draw)));
        const { contract, execute } = mockExecutor(sdl);
        const { data, errors } = await execute(everything(contract.schema));

        expect(errors).toBeUndefined();
        const facts = new Map<string, string>();
        for (const [name, value] of factsIn(data, contract.schema)) {
          if (facts.has(name)) repeated += 1;
          expect([name, facts.get(name) ?? value]).toEqual([name, value]);
          facts.set(name, value);
        }
      }),
      { numRuns: 20 },
    );
    // It says little unless many of the objects are met again.
    expect(repeated).toBeGreaterThan(1000);
  },
);

const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule,
);

/** The same graph with connectors on the fields that have custom resolvers, which run as they are. */
function withoutResolvers(graph: RandomGraph): RandomGraph {
  const resolved: ReadonlySet<string> = new Set(["resolver", "promise", "batch"]);
  const connected = (type: RandomType): RandomType => ({
    ...type,
    fields: type.fields.map((field) =>
      resolved.has(field.origin) ? { ...field, origin: "field" } : field,
    ),
  });
  return { ...graph, query: connected(graph.query), types: graph.types.map(connected) };
}

/** An operation that selects everything, some levels deep. */
function everything(schema: GraphQLSchema): string {
  const query = schema.getQueryType();
  return query == null ? "" : selectionOf(schema, query, 2);
}

function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type)) {
    const members = schema.getPossibleTypes(type);
    return `{ __typename ${members.map((member) => `... on ${member.name} ${selectionOf(schema, member, depth)}`).join(" ")} }`;
  }
  if (!isObjectType(type)) return "";
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    // Aliases, so that fields of equal names may have selections of their own.
    return depth === 0 ? [] : [`${field.name} ${selectionOf(schema, named, depth - 1)}`];
  });
  return `{ __typename ${fields.join(" ")} }`;
}

/** What an answer says of objects: their fields, and which objects these hold. */
function* factsIn(value: unknown, schema: GraphQLSchema): Iterable<[string, string]> {
  if (Array.isArray(value)) for (const item of value) yield* factsIn(item, schema);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const object = value as Record<string, unknown>;
  const type = schema.getType(String(object["__typename"]));
  for (const [name, held] of Object.entries(object)) {
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    const isList = field !== undefined && isListType(getNullableType(field.type));
    const isLeaf = field === undefined || isLeafType(getNamedType(field.type));
    if (object["id"] !== undefined && (isLeaf || !isList)) {
      const { __typename, id } = { ...(held as Record<string, unknown> | null) };
      const fact = isLeaf ? held : [__typename, id];
      yield [JSON.stringify([object["__typename"], object["id"], name]), JSON.stringify(fact)];
    }
    yield* factsIn(held, schema);
  }
}
