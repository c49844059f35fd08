import type { OperationResult } from "../../../src/execution/executor.ts";
import type {
  CompletedPart,
  IncrementalPart,
  LaterParts,
  LaterPayload,
  PendingPart,
} from "../../../src/execution/later-parts.ts";

/** What one later payload has; the rest is empty, and more comes. */
export type Payload = Partial<LaterPayload>;

/** Parts that come as they are written here. */
export function laterParts(
  pending: readonly PendingPart[],
  payloads: readonly Payload[] | AsyncIterable<Payload>,
): LaterParts {
  async function* generate(): AsyncGenerator<LaterPayload, void, void> {
    for await (const payload of payloads) yield payloadOf(payload);
  }
  return { pending, payloads: generate() };
}

export function payloadOf(payload: Payload): LaterPayload {
  return { pending: [], incremental: [], completed: [], hasNext: true, ...payload };
}

export function pendingPart(
  id: string,
  path: PendingPart["path"] = [],
  label?: string,
): PendingPart {
  return { id, path, label };
}

/** The fields of one deferred fragment, at the fragment's own object. */
export function dataOf(id: string, data: Readonly<Record<string, unknown>>): IncrementalPart {
  return { kind: "data", id, subPath: [], data };
}

/** An answer of which one fragment comes later, once `released`, and which then is over. */
export function greetingInParts(released: Promise<unknown> = Promise.resolve()): OperationResult {
  async function* payloads(): AsyncGenerator<Payload> {
    await released;
    const completed: CompletedPart[] = [{ id: "0" }];
    yield { incremental: [dataOf("0", { slow: "world" })], completed, hasNext: false };
  }
  return { data: { greet: "hello" }, later: laterParts([pendingPart("0")], payloads()) };
}
