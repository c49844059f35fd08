import { describe, expect, test } from "vitest";

import { identity } from "../../src/config/identity-config.ts";
import { checkIdentity } from "../../src/identity/check-identity.ts";
import { load } from "../config/load.ts";
import { contractOf } from "../contract/support/contract-of.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/identity.md");

describe("docs/identity.md", () => {
  test.each(codeBlocksOf(page, "yaml").map(({ code }) => code))(
    "has settings without problems: %s",
    (yaml) => {
      const config = load(yaml, { env: { PROXY_SECRET: "s".repeat(24) } });
      expect(checkIdentity(config)).toEqual([]);
    },
  );

  test("tells of every setting of an issuer, and of no other", () => {
    const settings = identity.shape.jwt.unwrap().element.in.shape;
    const [rows] = page.text.split("## API keys");
    const named = codeRowsOf({ ...page, text: rows ?? "" }).map(([key = ""]) => key);
    expect(named.toSorted()).toEqual(Object.keys(settings).toSorted());
  });

  test("has an example whose calls are shared by the callers of one tenant", () => {
    const [example = ""] = codeBlocksOf(page, "graphql").map(({ code }) => code);
    const { connectors } = contractOf(
      `extend schema @source(name: "shop", http: { baseURL: "http://shop.test" })
      ${example} type Order { id: ID total: Int }`,
    );
    expect(connectors[0]?.inputs.context).toEqual([["claims", "tenant"]]);
  });
});
