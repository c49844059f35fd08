import { EventEmitter } from "node:events";

import type { Port } from "../../../src/workers/channel.ts";

/** Both ends of a line, as between two processes; what is sent once it is closed is lost. */
export function linkedPorts(): readonly [Port, Port] {
  const [one, other] = [new EventEmitter(), new EventEmitter()];
  let isOpen = true;
  const end = (own: EventEmitter, far: EventEmitter): Port => ({
    send(message) {
      // What processes send each other is copied, and comes later.
      const copy: unknown = structuredClone(message);
      setImmediate(() => isOpen && far.emit("message", copy));
    },
    onMessage: (listener) => void own.on("message", listener),
    close() {
      isOpen = false;
    },
  });
  return [end(one, other), end(other, one)];
}
