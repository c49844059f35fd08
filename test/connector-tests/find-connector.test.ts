import { expect, test } from "vitest";

import { findConnector } from "../../src/connector-tests/find-connector.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";

test("a batch resolver is code, and no test can be of it", () => {
  const origin = { file: "a", line: 1, column: 1 };
  const resolver = { ...connectorOf({}), id: "Post.views", resolver: { needs: [] } };
  const find = () => findConnector({ value: "Post.views", origin }, [resolver, connectorOf({})]);
  expect(find).toThrow(/"Post\.views" is a batch resolver: code.*\n {2}There are: Query\.things\./);
});
