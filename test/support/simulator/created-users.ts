import { randomUUID } from "node:crypto";

/** A user that somebody made. */
export interface CreatedUser {
  readonly id: string;
  readonly name: string;
  /** What was sent. */
  readonly body: string;
}

/** What `POST /users` made: once for each Idempotency-Key, however often it comes. */
export class CreatedUsers {
  readonly #all: CreatedUser[] = [];
  readonly #byIdempotencyKey = new Map<string, CreatedUser>();

  get all(): readonly CreatedUser[] {
    return this.#all;
  }

  create(body: string, idempotencyKey: string | undefined): CreatedUser {
    const before = this.#byIdempotencyKey.get(idempotencyKey ?? "");
    if (before !== undefined && idempotencyKey !== undefined) return before;
    const id = randomUUID();
    const user = { id, name: `user ${id}`, body };
    this.#all.push(user);
    if (idempotencyKey !== undefined) this.#byIdempotencyKey.set(idempotencyKey, user);
    return user;
  }
}
