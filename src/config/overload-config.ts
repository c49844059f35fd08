import { z } from "zod";

import { durationOr, shareOr } from "./value.ts";

/** When a process has too much to do, and refuses a part of what is new until it has less. */
export const overload = z
  .strictObject(
    {
      eventLoopLag: durationOr("none")
        .default(500)
        .describe(
          "More and more new requests are refused (503, `OVERLOADED`) once work waits so long for its turn, over two seconds.",
        ),
      memory: shareOr("none")
        .default(0.9)
        .describe(
          "More and more new requests are refused (503, `OVERLOADED`) once this share of the memory that the process may have is in use.",
        ),
    },
    "a map of settings",
  )
  .transform(({ eventLoopLag, memory }) => ({
    eventLoopLagMs: eventLoopLag === "none" ? undefined : eventLoopLag,
    memory: memory === "none" ? undefined : memory,
  }));
