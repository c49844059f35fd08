import { expect, test } from "vitest";

import { readKey } from "../../src/cli/read-key.ts";

test.each([
  ["User:id=5", { id: "5" }],
  ["User:org=acme,id=5", { org: "acme", id: "5" }],
  ["User:email=a=b@example.com", { email: "a=b@example.com" }],
  ["User:name=", { name: "" }],
  ['User:{"id":"a,b","org":{"id":1}}', { id: "a,b", org: { id: 1 } }],
])("%s is a key", (text, key) => {
  expect(readKey(text)).toEqual({ type: "User", key });
});

test.each(["User", "User:", "User:5", "id=5", "User:id=5,", "User:{", "User:{]", "", ":id=5"])(
  "%j is none, and told how to write one",
  (text) => {
    expect(() => readKey(text)).toThrow(/INVALIDATION_MALFORMED.*--key User:id=5/s);
  },
);

test("a list is no key", () => {
  expect(() => readKey("User:[1]")).toThrow("Type:field=value");
});
