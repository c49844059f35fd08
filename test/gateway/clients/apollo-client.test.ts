import { expect, test } from "vitest";

import { formats, inEachFormat, inOnePart } from "./deferred-operations.ts";
import { openSlowDemo } from "./demo-with-slow-api.ts";
import { type SeenResult, watchOperation } from "./watch-operation.ts";

test.for(inEachFormat)(
  "Apollo Client shows what is there of $name, and then all of it: $format",
  async ({ query, format, slow, first, later }) => {
    const { url, letGo } = await openSlowDemo({ isSlow: (call) => call.includes(slow) });
    const seen: SeenResult[] = [];
    await watchOperation({ url, query, format }, (result) => {
      seen.push(result);
      letGo();
    });

    const [shown, last] = [seen[0], seen.at(-1)];
    expect(shown?.isWhole).toBe(false);
    for (const text of first) expect(JSON.stringify(shown?.data)).toContain(text);
    for (const text of later) expect(JSON.stringify(shown?.data)).not.toContain(text);
    for (const text of [...first, ...later]) expect(JSON.stringify(last?.data)).toContain(text);

    const whole: SeenResult[] = [];
    await watchOperation({ url, query: inOnePart(query), format }, (result) => whole.push(result));
    expect(whole).toHaveLength(1);
    expect(last).toEqual(whole[0]);
  },
);

test.for(formats)(
  "Apollo Client gets what is all there at once in one part: %s",
  async (format) => {
    const { url } = await openSlowDemo({ isSlow: () => false });
    const query = `{ greet ... @defer { again: greet } }`;
    const seen: SeenResult[] = [];
    await watchOperation({ url, query, format }, (result) => seen.push(result));
    expect(seen).toEqual([
      {
        isWhole: true,
        data: { __typename: "Query", greet: "Hello from Sluice!", again: "Hello from Sluice!" },
        errors: [],
      },
    ]);
  },
);
