import type { ServerResponse } from "node:http";

import type { Clock } from "../kernel/clock.ts";

/** Counts the requests in progress, so that a server can stop without cutting one off. */
export class Drain {
  #inProgress = 0;
  #isDraining = false;
  #closesConnections = false;
  #isAnnounced = false;
  #onEmpty: (() => void) | undefined;

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Whether it is known to balancers that there is soon nobody here. */
  get isAnnounced(): boolean {
    return this.#isAnnounced;
  }

  /** Whether answers say that their connections are closed after them. */
  get closesConnections(): boolean {
    return this.#closesConnections;
  }

  get inProgress(): number {
    return this.#inProgress;
  }

  /** Counts a request in, until the last byte of its answer has left, or its client has. */
  enter(response: ServerResponse): void {
    this.#inProgress += 1;
    response.on("close", () => {
      this.#inProgress -= 1;
      if (this.#inProgress === 0) this.#onEmpty?.();
    });
  }

  /** Lets answers say from now on that their connections are closed after them. */
  closeConnections(): void {
    this.#closesConnections = true;
  }

  /** Lets balancers know that there is soon nobody here, and answers what they send until then. */
  announce(): void {
    this.#isAnnounced = true;
  }

  /** Starts to drain. Resolves when nothing is in progress, or after `timeoutMs`; with which it was. */
  async start(timeoutMs: number, clock: Clock): Promise<"empty" | "timeout"> {
    this.#isDraining = true;
    this.announce();
    this.closeConnections();
    if (this.#inProgress === 0) return "empty";
    return await new Promise((resolve) => {
      const timer = clock.after(timeoutMs, () => resolve("timeout"));
      this.#onEmpty = () => {
        timer.cancel();
        resolve("empty");
      };
    });
  }
}
