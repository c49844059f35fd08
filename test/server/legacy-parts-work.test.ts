import { expect, test } from "vitest";

import type { AnswerPath } from "../../src/execution/later-parts.ts";
import { createErrorFormatter } from "../../src/server/format-errors.ts";
import { createLegacyParts } from "../../src/server/legacy-parts.ts";
import { dataOf, payloadOf, pendingPart } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";

const { formatErrors } = createErrorFormatter({ showBugs: false, log: logLines("silent").log });

/** Counts how often something of values is looked at. */
class Looks {
  count = 0;

  at<Value extends object>(value: Value): Value {
    const counted = (): void => {
      this.count += 1;
    };
    return new Proxy(value, {
      get(target, key) {
        counted();
        return Reflect.get(target, key) as unknown;
      },
      getOwnPropertyDescriptor(target, key) {
        counted();
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
  }
}

/** How often paths and what was sent are looked at while `{ posts { ... @defer { subs @stream } } }` is. */
function looksForLists(lists: number): number {
  const looks = new Looks();
  const places = Array.from({ length: lists }, (_, index) => index);
  const parts = createLegacyParts({ posts: looks.at(places.map(() => ({}))) }, formatErrors);
  const at = (...path: AnswerPath) => looks.at(path);
  parts.first(places.map((post) => pendingPart(`p${post}`, at("posts", post))));
  for (const post of places) {
    parts.later(
      payloadOf({
        pending: [pendingPart(`s${post}`, at("posts", post, "subs"))],
        incremental: [dataOf(`p${post}`, looks.at({ subs: looks.at([]) }))],
        completed: [{ id: `p${post}` }],
      }),
    );
  }
  for (const post of places) {
    const items = looks.at([{ id: post }]);
    parts.later(payloadOf({ incremental: [{ kind: "items", id: `s${post}`, items }] }));
    parts.later(payloadOf({ completed: [{ id: `s${post}` }] }));
  }
  return looks.count;
}

/** The same while one list is sent item by item. */
function looksForItems(count: number): number {
  const looks = new Looks();
  const parts = createLegacyParts({ posts: [] }, formatErrors);
  parts.first([pendingPart("0", looks.at(["posts"]))]);
  for (let id = 0; id < count; id += 1) {
    const items = looks.at([{ id }]);
    parts.later(payloadOf({ incremental: [{ kind: "items", id: "0", items }] }));
  }
  return looks.count;
}

test.each([
  ["of many lists", looksForLists],
  ["of many items", looksForItems],
])("an answer %s costs twice the work when it is twice as long, and no more", (_, looksFor) => {
  const once = looksFor(100);
  expect(once).toBeGreaterThan(100);
  expect(looksFor(200)).toBeLessThan(2.1 * once);
});
