import type { Answer, Routes } from "./upstream.ts";

/** Answers that wait until they are let go, the one that has waited longest first. */
export interface Held {
  readonly hold: (route: Routes[string]) => Routes[string];
  /** How many wait now. */
  readonly count: () => number;
  readonly letOneGo: () => void;
  /** Those that wait, and all that come afterwards. */
  readonly letAllGo: () => void;
}

export function createHeld(): Held {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    hold:
      (route) =>
      async (request): Promise<Answer> => {
        if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
        return route(request);
      },
    count: () => waiting.length,
    letOneGo: () => waiting.shift()?.(),
    letAllGo() {
      isOpen = true;
      for (const letGo of waiting.splice(0)) letGo();
    },
  };
}
