import type { DeliveryFormat } from "./accepted-delivery.ts";

/** How the parts of an answer stand in the body of a response. */
export interface Framing {
  readonly contentType: string;
  /** What comes before the first part. */
  readonly opening: string;
  /** One part, from its JSON. */
  readonly frame: (json: string, hasNext: boolean) => string;
  /** What keeps the connection busy while there is nothing to say; undefined: there is no such thing. */
  readonly keepAlive: string | undefined;
}

/** A multipart body, with the boundary that Apollo Server has. */
function multipart(parameter: string): Framing {
  return {
    contentType: `multipart/mixed; boundary="-"; ${parameter}`,
    opening: "\r\n---\r\n",
    // Each part ends with the boundary of the next, so that a reader has it as soon as it is there.
    frame: (json, hasNext) =>
      `content-type: application/json; charset=utf-8\r\n\r\n${json}\r\n---${hasNext ? "" : "--"}\r\n`,
    keepAlive: undefined,
  };
}

/**
 * The events of GraphQL over Server-Sent Events ("distinct connections mode"): `next` for each part,
 * then `complete`, with an empty `data`, for browsers pass over events without any.
 */
const eventStream: Framing = {
  contentType: "text/event-stream; charset=utf-8",
  opening: "",
  frame: (json, hasNext) =>
    `event: next\ndata: ${json}\n\n${hasNext ? "" : "event: complete\ndata:\n\n"}`,
  keepAlive: ":\n\n",
};

/** The framing of each format. */
export const framings: Readonly<Record<DeliveryFormat, Framing>> = {
  multipart: multipart("incrementalSpec=v0.2"),
  legacyMultipart: multipart("deferSpec=20220824"),
  eventStream,
};
