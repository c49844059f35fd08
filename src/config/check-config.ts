import { z } from "zod";

import { listOf, text, wholeNumber } from "./value.ts";

const allowed = z
  .strictObject(
    {
      operation: text().describe("The name of the operation that it is for."),
      maxCalls: wholeNumber(1, 1_000_000)
        .optional()
        .describe("What the operation may cost, in place of `check.maxCalls`."),
      field: text()
        .optional()
        .describe(
          'A field of which each item may be a call of its own, such as "Post.author" (for the rest of an object its type, "User").',
        ),
      reason: text().describe("Why that is right. An entry without it is an error."),
    },
    "a map with `operation`, `reason`, and `maxCalls` or `field`",
  )
  .refine(({ maxCalls, field }) => maxCalls !== undefined || field !== undefined, {
    error: "an entry with `maxCalls`, `field` or both, which say what it allows",
    // A key that is mistyped is told of alone.
    when: ({ issues }) => issues.length === 0,
  });

/** What `sluice check` holds operations to. */
export const check = z.strictObject(
  {
    operations: listOf(text(), "a list of paths or globs, such as queries/**/*.graphql")
      .default([])
      .describe(
        "The files with the operations that `sluice check` counts the calls of: paths or globs, such as `queries/**/*.graphql`.",
      ),
    maxCalls: wholeNumber(1, 1_000_000)
      .optional()
      .describe(
        "The most calls that one of these operations may cost, in the worst case; without it, any number.",
      ),
    listSize: wholeNumber(0, 1_000_000)
      .default(100)
      .describe(
        "How many items a list is taken to have where no argument, no `@listSize` and no answer so far says.",
      ),
    allow: listOf(allowed, "a list of what is allowed, each with its reason")
      .default([])
      .describe("The operations that may cost more, each with the reason."),
  },
  "a map of settings",
);

/** One of the operations that may cost more. */
export type AllowedOperation = z.output<typeof allowed>;
