import { z } from "zod";

import { byteCount, wholeNumber } from "./value.ts";

/** What one operation may ask for, and what one caller may in a minute. */
export const limits = z.strictObject(
  {
    documentBytes: byteCount(1)
      .default(64 * 1024)
      .describe("The longest text of a document (`query`)."),
    tokens: wholeNumber(1, 1_000_000)
      .default(5000)
      .describe("The most tokens of a document: names, values, punctuation."),
    depth: wholeNumber(1, 200)
      .default(12)
      .describe(
        "How many levels of fields an operation may have; introspection has its own bound.",
      ),
    fields: wholeNumber(1, 1_000_000)
      .default(2000)
      .describe(
        "The most fields that an operation may select, those of a fragment wherever it is spread.",
      ),
    rootFields: wholeNumber(1, 100_000)
      .default(100)
      .describe("The most fields of the root that an operation may select."),
    aliases: wholeNumber(0, 100_000)
      .default(100)
      .describe("The most fields of a document that may have an alias."),
    directives: wholeNumber(0, 100_000)
      .default(200)
      .describe("The most directives that a document may have."),
    directivesPerField: wholeNumber(0, 1000)
      .default(10)
      .describe("The most directives that one field, fragment or operation may have."),
    listSize: wholeNumber(1, 1_000_000)
      .default(1000)
      .describe(
        "The most items of a list that is given as an argument or in a variable, or asked for with an argument such as `first`.",
      ),
    variableDepth: wholeNumber(0, 1000)
      .default(16)
      .describe("How many lists and objects may be inside each other in a variable."),
    variableValues: wholeNumber(0, 10_000_000)
      .default(10_000)
      .describe("The most values that all variables of an operation may have together."),
    answerText: wholeNumber(1, 1_000_000_000)
      .default(32_000_000)
      .describe(
        "The most characters that the texts of one answer may have in all; it is given up beyond that.",
      ),
    answerItems: wholeNumber(1, 100_000_000)
      .default(250_000)
      .describe("The most list items that one answer may have; it is given up beyond that."),
    callsPerOperation: wholeNumber(1, 1_000_000)
      .default(200)
      .describe(
        "The most calls that one operation may make to one source; a source may have a limit of its own.",
      ),
    operationsPerMinute: wholeNumber(1, 100_000_000)
      .optional()
      .describe(
        "The most operations that one caller may send in a minute; without it, any number.",
      ),
    callsPerMinute: wholeNumber(1, 100_000_000)
      .optional()
      .describe(
        "The most calls that the operations of one caller may cause in a minute; without it, any number.",
      ),
  },
  "a map of settings",
);
