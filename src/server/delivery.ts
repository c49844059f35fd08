import type { HeaderMap } from "@apollo/server";

import type { LaterParts } from "../execution/later-parts.ts";
import type { DeliveryFormat } from "./accepted-delivery.ts";
import { AnswerParts } from "./answer-parts.ts";
import { noStore } from "./caching-headers.ts";
import type { ErrorFormatter } from "./format-errors.ts";
import { framings } from "./framing.ts";
import { createIncrementalParts } from "./incremental-parts.ts";
import { createLegacyParts } from "./legacy-parts.ts";
import { countErrors, type OperationSummary } from "./operation-summary.ts";
import type { Members } from "./parts-format.ts";

/** How the answer to one request is sent whose caller takes parts. */
export interface Delivery {
  readonly format: DeliveryFormat;
  /** Undefined until there is an answer, and where it has one part only. */
  parts: AnswerParts | undefined;
}

export interface DeliveredAnswer {
  /** `data`, `errors` and `extensions` of the first part. */
  readonly first: Members;
  readonly later: LaterParts;
  readonly formatErrors: ErrorFormatter["formatErrors"];
  /** Where the errors of later parts are counted. */
  readonly summary: OperationSummary;
  /** Of the response. */
  readonly headers: HeaderMap;
}

/** Gives an answer in parts to the one who sends it. */
export function startDelivery(delivery: Delivery, answer: DeliveredAnswer): void {
  const { first, later, formatErrors, summary, headers } = answer;
  const { format } = delivery;
  delivery.parts = new AnswerParts({
    first,
    later,
    format:
      format === "legacyMultipart"
        ? createLegacyParts(first["data"], formatErrors)
        : createIncrementalParts(formatErrors),
    onErrors: (errors) => countErrors(summary, errors),
  });
  setPartHeaders(headers, format);
}

/** The headers of what is sent in the form of parts. */
export function setPartHeaders(headers: HeaderMap, format: DeliveryFormat): void {
  headers.set("content-type", framings[format].contentType);
  headers.set("cache-control", noStore);
  // nginx, and what follows its custom, would else hold parts back until it has many.
  headers.set("x-accel-buffering", "no");
}
