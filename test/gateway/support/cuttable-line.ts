import { connect, createServer, type Socket } from "node:net";

/** A line to a server over which one gateway reaches it, while others have lines of their own. */
export interface CuttableLine {
  /** The address of its end. */
  readonly url: string;
  /** Ends its connections, and lets no new ones through. */
  readonly cut: () => void;
  /** Lets nothing through any more, without a word to either end. */
  readonly silence: () => void;
  /** Says nonsense on all connections, and then goes on with what the server says. */
  readonly garble: () => void;
  /** Lets everything through again. */
  readonly mend: () => void;
  /** Resolves with the next connection that goes through. */
  readonly isUsed: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A line to the server at this address. */
export async function openLine(to: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const nearEnds = new Set<Socket>();
  let state: "whole" | "cut" | "silent" = "whole";
  let used: (() => void)[] = [];

  const server = createServer((near) => {
    if (state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    nearEnds.add(near);
    near.once("close", () => nearEnds.delete(near));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
      if (state === "silent") one.pause();
    }
    far.once("connect", () => {
      for (const resolve of used.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");

  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    cut() {
      state = "cut";
      endAll();
    },
    silence() {
      state = "silent";
      for (const socket of sockets) socket.pause();
    },
    garble() {
      for (const socket of nearEnds) socket.write("what is this?\r\n$-7\r\n");
    },
    mend() {
      state = "whole";
      for (const socket of sockets) socket.resume();
    },
    isUsed: () => new Promise((resolve) => void used.push(resolve)),
    async close() {
      endAll();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
