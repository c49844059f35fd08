import type { ServerResponse } from "node:http";

import type { Clock } from "../kernel/clock.ts";

/** Counts the requests in progress, so that a server can stop without cutting one off. */
export class Drain {
  /** How each of them is ended before it is done. */
  readonly #inProgress = new Map<ServerResponse, () => void>();
  readonly #cutOff = new WeakSet<ServerResponse>();
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
    return this.#inProgress.size;
  }

  /**
   * Counts a request in, until the last byte of its answer has left, or its client has. `cutOff` ends
   * it before it is done.
   */
  enter(response: ServerResponse, cutOff: () => void): void {
    this.#inProgress.set(response, cutOff);
    response.on("close", () => {
      this.#inProgress.delete(response);
      if (this.#inProgress.size === 0) this.#onEmpty?.();
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
    return await this.#untilEmpty(timeoutMs, clock);
  }

  /** Ends what is not done. Resolves when what it is answered has left, or after `timeoutMs`. */
  async cutOff(timeoutMs: number, clock: Clock): Promise<void> {
    for (const [response, cutOff] of this.#inProgress) {
      // Of what is answered, the last bytes are on their way.
      if (response.writableEnded) continue;
      this.#cutOff.add(response);
      cutOff();
    }
    await this.#untilEmpty(timeoutMs, clock);
  }

  /** Whether a request was ended before it was done. */
  wasCutOff(response: ServerResponse): boolean {
    return this.#cutOff.has(response);
  }

  async #untilEmpty(timeoutMs: number, clock: Clock): Promise<"empty" | "timeout"> {
    if (this.#inProgress.size === 0) return "empty";
    return await new Promise((resolve) => {
      const timer = clock.after(timeoutMs, () => resolve("timeout"));
      this.#onEmpty = () => {
        timer.cancel();
        resolve("empty");
      };
    });
  }
}
