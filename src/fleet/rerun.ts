/** Work that runs once at a time, and once more when it was asked for while it ran. */
export class Rerun {
  readonly #work: () => Promise<void>;
  #isDue = false;
  #running: Promise<void> | undefined;

  /** `work` must not reject. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended. */
  request(): Promise<void> {
    this.#isDue = true;
    this.#running ??= this.#runWhileDue();
    return this.#running;
  }

  async #runWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what this is for
      await this.#work();
    }
    this.#running = undefined;
  }
}
