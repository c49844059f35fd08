import { expect, test } from "vitest";

import { answered, type Asking } from "./answered.ts";

/** A claim, what is asked, the data of the answer, and all that the API was asked for it. */
export type Case = readonly [name: string, asking: Asking, data: unknown, asked: readonly string[]];

/** A test for each case: its data without an error, and no call more or less. */
export function checkCases(cases: readonly Case[]): void {
  test.each(cases)("%s", async (_name, asking, data, asked) => {
    const answer = await answered(asking);
    expect(answer.result).toEqual({ data });
    expect(answer.asked).toEqual(asked.toSorted());
  });
}
