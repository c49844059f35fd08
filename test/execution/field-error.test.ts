import { GraphQLError, Kind, locatedError, parse, type FieldNode } from "graphql";
import { expect, test } from "vitest";

import { fieldError } from "../../src/execution/field-error.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { remembered } from "../../src/kernel/remembered.ts";

const text = "{\n\n  name\n  name\n}";

function fieldOf(node: FieldNode, other: FieldNode) {
  const nodes = [node, other] as const;
  return { nodes, locations: remembered(() => new GraphQLError("", { nodes }).locations) };
}

function selected(noLocation = false): FieldNode[] {
  const [definition] = parse(text, { noLocation }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error("It is an operation.");
  return definition.selectionSet.selections.filter((node) => node.kind === Kind.FIELD);
}

const [first, second] = selected();
if (first === undefined || second === undefined) throw new Error("There are two fields.");
const field = fieldOf(first, second);
const path = ["users", 0, "name"];

test.each([
  ["of a call", new GatewayError("RATE_LIMITED", "Too many.", { extensions: { service: "api" } })],
  ["of a resolver", new Error("Gone.")],
  ["of a resolver, with a code", new GraphQLError("Gone.", { extensions: { code: "GONE" } })],
  ["that is none", "Gone."],
  ["that is at a place already", new GraphQLError("Gone.", { nodes: [second], path: ["other"] })],
  ["that has nodes already", new GraphQLError("Gone.", { nodes: [second] })],
  [
    "that has a place in a text",
    new GraphQLError("Gone.", { positions: [2], source: first.loc?.source ?? null }),
  ],
])("an error %s is what graphql-js makes of it", (_what, cause) => {
  const error = fieldError(field, cause, path);
  const expected = locatedError(cause, field.nodes, path);
  expect(JSON.stringify(error)).toBe(JSON.stringify(expected));
  expect(error.extensions).toEqual(expected.extensions);
  expect(error.originalError).toEqual(expected.originalError);
});

test("the place in the document is looked for once, however often the field fails", () => {
  const errors = [0, 1].map((index) => fieldError(field, new Error("Gone."), ["users", index]));
  expect(errors[0]?.locations).toEqual([
    { line: 3, column: 3 },
    { line: 4, column: 3 },
  ]);
  expect(errors[1]?.locations).toBe(errors[0]?.locations);
});

test("a document that does not say where its fields are gives errors without a place", () => {
  const [one, two] = selected(true);
  if (one === undefined || two === undefined) throw new Error("There are two fields.");
  const error = fieldError(fieldOf(one, two), new Error("Gone."), path);
  expect(error.toJSON()).toEqual({ message: "Gone.", path });
});
