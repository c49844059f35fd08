import { once } from "node:events";
import { connect } from "node:net";
import { createServer as createHttp } from "node:http";

import { describe, expect, onTestFinished, test } from "vitest";

import { leave } from "../../src/server/leave.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns, until } from "../support/until.ts";

/** A server with one idle connection. */
async function served() {
  const server = createHttp((_request, response) => response.end("there"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await once(socket, "data");
  onTestFinished(() => {
    socket.destroy();
    server.closeAllConnections();
  });
  return { server, socket, port };
}

describe("a server that leaves", () => {
  test("takes no more connections, keeps those it has, and waits for the last of them", async () => {
    const { server, socket, port } = await served();
    const clock = createManualClock();
    let hasLeft = false;
    const left = leave(server, clock, 1000).then(() => (hasLeft = true));
    // What comes before it has stopped listening is not refused.
    await until(() => !server.listening);
    const refused = connect(port, "127.0.0.1");
    expect(await once(refused, "error")).toMatchObject([{ code: "ECONNREFUSED" }]);

    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(String(answer)).toContain("there");
    await turns();
    expect(hasLeft).toBe(false);
    socket.end();
    await left;
    expect(clock.timerCount()).toBe(0);
  });

  test("waits no longer than it may", async () => {
    const { server } = await served();
    const clock = createManualClock();
    let hasLeft = false;
    void leave(server, clock, 1000).then(() => (hasLeft = true));
    clock.advance(999);
    await turns();
    expect(hasLeft).toBe(false);
    clock.advance(1);
    await until(() => hasLeft);
  });
});
