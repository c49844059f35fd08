import { expect, test } from "vitest";

import type { Identity } from "../../src/identity/identity.ts";
import { logLines } from "./support/log-lines.ts";
import { handlerOf, post, schemaWith, serve } from "./support/serve.ts";

const handler = await handlerOf(
  schemaWith("type Query { greet: String }", { Query: { greet: () => "hello" } }),
);

test.each<[string, Identity["identify"]]>([
  [
    "at once",
    () => {
      throw new Error("a bug with secrets");
    },
  ],
  ["later", () => Promise.reject(new Error("a bug with secrets"))],
])(
  "a bug in what finds out who callers are lets nobody in: one that comes %s",
  async (_when, identify) => {
    const { log, lines } = logLines("error");
    const identity = { identify, challengeFor: () => "Bearer" };
    const { url } = await serve(handler, { identity, log });
    const { response, body } = await post(url, { query: "{ greet }" });
    expect(response.status).toBe(500);
    expect(body).toEqual({
      errors: [{ message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(lines).toHaveLength(1);
  },
);
