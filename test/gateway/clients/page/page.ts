import { type SeenResult, type WatchedOperation, watchOperation } from "../watch-operation.ts";

/** Runs an operation, and hands each result to whoever drives the browser. */
async function watchInPage(operation: WatchedOperation): Promise<void> {
  const handOver = Reflect.get(globalThis, "handOver") as (result: SeenResult) => Promise<void>;
  const handedOver: Promise<void>[] = [];
  await watchOperation(operation, (result) => handedOver.push(handOver(result)));
  await Promise.all(handedOver);
}

Object.assign(globalThis, { watchInPage });
