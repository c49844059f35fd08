import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

/** An HTTP server on one loopback port that can go away and come back. */
export class Listener {
  readonly #server: Server;
  readonly #port: number;
  #connections = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    server.on("connection", () => {
      this.#connections += 1;
    });
  }

  /** Listens; port 0 takes one that is free. */
  static async open(port: number, onRequest: RequestListener): Promise<Listener> {
    const server = createServer(onRequest);
    // It closes no connection of its own accord: a call that meets that would fail by chance.
    server.keepAliveTimeout = 0;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert(typeof address === "object" && address !== null);
    return new Listener(server, address.port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many connections were opened to it. */
  get connections(): number {
    return this.#connections;
  }

  /** Cuts all connections; those that come now are refused. */
  async shut(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens again, on the same port. */
  async reopen(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }
}
