import { sharedNowMs } from "./remote-simulator.ts";
import type { AskResult } from "./open-gateway.ts";

export interface Answered extends AskResult {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Offers so many operations per second, however long they take: each for a user whom no other asks
 * for. Resolves with what came of all, once the last is answered. Times are on the clock of
 * `sharedNowMs`.
 */
export function offerLoad({ perSecond, seconds, ask }: Offer): Promise<readonly Answered[]> {
  const firstMs = sharedNowMs();
  const running: Promise<Answered>[] = [];
  const startOne = async (): Promise<Answered> => {
    const startMs = sharedNowMs();
    const result = await ask(`${firstMs.toFixed(0)}-${running.length}`);
    return { ...result, startMs, endMs: sharedNowMs() };
  };
  return new Promise<readonly Answered[]>((resolve, reject) => {
    const timer = setInterval(() => {
      const passedMs = Math.min(sharedNowMs() - firstMs, seconds * 1000);
      while (running.length < (passedMs * perSecond) / 1000) running.push(startOne());
      if (passedMs < seconds * 1000) return;
      clearInterval(timer);
      Promise.all(running).then(resolve, reject);
    }, 5);
  });
}

interface Offer {
  readonly perSecond: number;
  readonly seconds: number;
  readonly ask: (id: string) => Promise<AskResult>;
}

/** "3 × GATEWAY_TIMEOUT, 1 × right" */
export function countCodes(answers: readonly AskResult[]): string {
  const groups = Map.groupBy(answers, ({ isRight, code }) => (isRight ? "right" : String(code)));
  return [...groups].map(([name, { length }]) => `${length} × ${name}`).join(", ");
}
