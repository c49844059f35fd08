import { parseDuration } from "../../../src/kernel/duration.ts";
import type { Latency } from "./latency.ts";

/**
 * Reads what a person types: `50ms`, `uniform:10ms:90ms`, `log-normal:50ms:0.5`,
 * `long-tail:50ms:2s:1%`.
 *
 * @throws Error that tells the forms there are.
 */
export function readLatency(text: string): Latency {
  const [kind = "", ...parts] = text.split(":");
  const [first, second, third] = parts;
  switch (`${kind} ${parts.length}`) {
    case "uniform 2":
      return { kind: "uniform", minMs: readMs(first, text), maxMs: readMs(second, text) };
    case "log-normal 2":
      return { kind: "log-normal", medianMs: readMs(first, text), sigma: readNumber(second, text) };
    case "long-tail 3": {
      const slowShare = readNumber(third?.replace("%", ""), text) / 100;
      return {
        kind: "long-tail",
        usualMs: readMs(first, text),
        slowMs: readMs(second, text),
        slowShare,
      };
    }
    default:
      return { kind: "fixed", ms: readMs(text, text) };
  }
}

function readMs(part: string | undefined, text: string): number {
  const ms = parseDuration(part ?? "");
  if (ms === undefined) throw new Error(wrong(text));
  return ms;
}

function readNumber(part: string | undefined, text: string): number {
  const number = Number(part);
  if (part === "" || !Number.isFinite(number)) throw new Error(wrong(text));
  return number;
}

function wrong(text: string): string {
  return (
    "A latency is 50ms, uniform:10ms:90ms, log-normal:50ms:0.5 or long-tail:50ms:2s:1%, " +
    `and "${text}" is none.`
  );
}
