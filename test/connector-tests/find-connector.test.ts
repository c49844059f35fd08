import { expect, test } from "vitest";

import { findConnector } from "../../src/connector-tests/find-connector.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";

test("a batch resolver is code, and no test can be of it", () => {
  const origin = { file: "a", line: 1, column: 1 };
  const resolver = { ...connectorOf({}), id: "Post.views", resolver: { needs: [] } };
  const find = () => findConnector({ value: "Post.views", origin }, [resolver, connectorOf({})]);
  expect(find).toThrow(/"Post\.views" is a batch resolver: code.*\n {2}There are: Query\.things\./);
});

test("of many connectors the first are told, and a name that is far off is none of them", () => {
  const origin = { file: "a", line: 1, column: 1 };
  const many = Array.from({ length: 40 }, (_, index) => ({
    ...connectorOf({}),
    id: `Query.things${index + 1}`,
  }));
  const find = (value: string) => () => findConnector({ value, origin }, many);
  expect(find("Weather")).toThrow(
    /"Weather" is none\.\n {2}There are: Query\.things1, .*, Query\.things30, and 10 more\.$/,
  );
  expect(find("Query.thigns7")).toThrow('Did you mean "Query.things7"?');
});
