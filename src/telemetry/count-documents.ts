import type { Meter } from "@opentelemetry/api";

import { createObservedCounter } from "./observed-counter.ts";

/** What became of a document: it is in a manifest; in none, and run all the same; or refused. */
export type DocumentResult = "trusted" | "unknown" | "refused";

/** Counts the documents that requests bring or name, by what became of them. */
export function countDocuments(meter: Meter | undefined): (result: DocumentResult) => void {
  const documents =
    meter &&
    createObservedCounter(meter, "sluice.documents", {
      unit: "{document}",
      description: "Documents of requests, by whether they are in a manifest.",
    });
  return (result) => documents?.(result, () => ({ "sluice.document.result": result }));
}
