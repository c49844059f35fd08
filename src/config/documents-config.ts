import { z } from "zod";

import { listOf, oneOf, text } from "./value.ts";

/** Which documents callers may send, and which the gateway knows beforehand. */
export const documents = z
  .strictObject(
    {
      mode: oneOf("off", "log", "enforce")
        .default("off")
        .describe(
          "What becomes of a document that is in no manifest: `off` runs it, `log` runs it and says so in the log, `enforce` refuses it.",
        ),
      manifests: listOf(text(), "a list of paths")
        .default([])
        .describe(
          "The files of the trusted documents: Apollo's persisted-query manifests, or Relay's maps.",
        ),
      apq: z
        .boolean("true or false")
        .default(true)
        .describe(
          "Whether clients may send a document once, and its hash from then on (automatic persisted queries).",
        ),
    },
    "a map of settings",
  )
  .refine(({ mode, manifests }) => mode === "off" || manifests.length > 0, {
    path: ["manifests"],
    error: "a list of at least one file where documents.mode is log or enforce",
  });
