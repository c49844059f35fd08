import type { Meter } from "@opentelemetry/api";

/** Counts the requests that are refused as the process has too much to do, by cause. */
export function countRefused(meter: Meter | undefined): (cause: string) => void {
  const refused = meter?.createCounter("sluice.requests.shed", {
    unit: "{request}",
    description: "Requests that were refused as the process had too much to do.",
  });
  return (cause) => refused?.add(1, { "sluice.overload.cause": cause });
}
