import { z } from "zod";

import { wholeNumber } from "./value.ts";

/** What one operation may ask for. */
export const limits = z.strictObject(
  {
    answerItems: wholeNumber(1, 100_000_000)
      .default(250_000)
      .describe("The most list items that one answer may have; it is given up beyond that."),
    callsPerOperation: wholeNumber(1, 1_000_000)
      .default(200)
      .describe(
        "The most calls that one operation may make to one source; a source may have a limit of its own.",
      ),
  },
  "a map of settings",
);
