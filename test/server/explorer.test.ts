import fastify, { type FastifyInstance } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";

import { addExplorer } from "../../src/server/explorer.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

function appWith(
  files: Readonly<Record<string, string>>,
  graphqlPath = "/graphql",
): FastifyInstance {
  const app = fastify();
  onTestFinished(() => app.close());
  addExplorer(app, { graphqlPath, directory: `${temporaryDirectory(files)}/explorer` });
  return app;
}

const built = {
  "secret.js": "outside",
  "explorer/explorer.js": "script",
  "explorer/explorer.css": "styles",
  "explorer/notes.md": "notes",
};

describe("the explorer", () => {
  test("is a page that may load nothing from elsewhere", async () => {
    const { statusCode, headers, body } = await appWith(built).inject("/explorer");
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(body).not.toMatch(/https?:/);
  });

  test("knows where GraphQL is, whatever is in that path", async () => {
    const { body } = await appWith(built, '/"><script>&').inject("/explorer");
    expect(body).toContain('data-graphql="/&quot;><script>&amp;"');
  });

  test.each([
    ["explorer.js", "text/javascript; charset=utf-8", "script"],
    ["explorer.css", "text/css; charset=utf-8", "styles"],
  ])("has its part %s", async (file, type, content) => {
    const { statusCode, headers, body } = await appWith(built).inject(`/explorer/${file}`);
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe(type);
    expect(body).toBe(content);
  });

  test.each(["missing.js", "notes.md", "..%2fsecret.js", "%2e%2e%2fsecret.js", "../secret.js"])(
    "has nothing else: %s",
    async (file) => {
      expect((await appWith(built).inject(`/explorer/${file}`)).statusCode).toBe(404);
    },
  );

  test("says how it is built where it is not", async () => {
    const { statusCode, body } = await appWith({}).inject("/explorer");
    expect(statusCode).toBe(503);
    expect(body).toContain("npm run build");
  });
});
