import { expect, test } from "vitest";

import { SentAnswer } from "../../src/server/sent-answer.ts";

function answer(): SentAnswer {
  const sent = new SentAnswer({ user: { name: "Ann", home: null }, posts: [{ id: 1 }] });
  sent.putObject(["user"], { friends: ["Bob"] });
  sent.putItems(["posts"], [{ id: 2, tags: [] }]);
  return sent;
}

test.each([
  [[], { user: { name: "Ann", home: null }, posts: [{ id: 1 }] }],
  [["user", "name"], "Ann"],
  [["user", "friends", 0], "Bob"],
  [["user", "home"], null],
  [["posts", 0], { id: 1 }],
  [["posts", 1, "id"], 2],
  [["posts", 1, "tags"], []],
])("what is at %j is known, in whichever piece it came", (path, value) => {
  expect(answer().valueAt(path)).toEqual(value);
});

test.each([[["nobody"]], [["user", "home", "city"]], [["posts", 2]], [["user", "toString"]]])(
  "nothing is at %j",
  (path) => {
    expect(answer().valueAt(path)).toBeUndefined();
  },
);

test("a list is as long as all that was sent of it; what is no list has no items", () => {
  expect(answer().lengthAt(["posts"])).toBe(2);
  expect(answer().lengthAt(["user", "friends"])).toBe(1);
  expect(answer().lengthAt(["user"])).toBe(0);
});
