import { ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test } from "vitest";

import { withTrace } from "../../src/connectors/request-context.ts";
import { requestContext } from "./connector-fixture.ts";

test("a request with another span is otherwise the same", () => {
  const trace = ROOT_CONTEXT;
  expect(withTrace(requestContext, trace)).toEqual({ ...requestContext, trace });
});
