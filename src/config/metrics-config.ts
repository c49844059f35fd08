import { z } from "zod";

import { text, wholeNumber } from "./value.ts";

/** Where Prometheus reads metrics, apart from what the OTEL_* variables ask for. */
export const metrics = z.strictObject(
  {
    host: text()
      .default("127.0.0.1")
      .describe(
        "The address that metrics are served at; `0.0.0.0` is all of them. Whoever reaches it may read them: it asks for no token.",
      ),
    port: wholeNumber(0, 65_535)
      .optional()
      .describe("The port that metrics are served at, at `/metrics`; without it, they are not."),
  },
  "a map of settings",
);
