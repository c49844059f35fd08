import { z } from "zod";

import { text, wholeNumber } from "./value.ts";

const leastBytes = 16;
const tokenRule = `a text of ${leastBytes} bytes or more`;

function longText() {
  return z.string(tokenRule).refine((value) => Buffer.byteLength(value) >= leastBytes, tokenRule);
}

/** The endpoint for those who run the gateway, apart from that for its callers. */
export const admin = z
  .strictObject(
    {
      host: text().default("127.0.0.1").describe("The address that the admin endpoint listens on."),
      port: wholeNumber(0, 65_535)
        .optional()
        .describe(
          "The port of the admin endpoint; 0 takes one that is free. Without it, there is none.",
        ),
      token: longText()
        .optional()
        .describe(
          "What its callers must send as a bearer token; it is needed with a port. Make one up: `openssl rand -hex 24`.",
        ),
    },
    "a map of settings",
  )
  .refine(({ port, token }) => port === undefined || token !== undefined, {
    path: ["token"],
    error: `${tokenRule} where admin.port is set`,
  });
