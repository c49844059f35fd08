import { createServer } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How long a process was busy, and did not look at what else there was to do. */
export interface Turn {
  /**
   * The longest that its event loop was held up by work, in milliseconds: the most processor time that
   * its thread has used between two looks, which are 2 ms apart where nothing holds it up. Time in
   * which other processes had the processor is no part of it, so that a busy machine changes nothing.
   */
  readonly blockedMs: number;
}

/** What a process keeps. */
export interface Kept {
  /** What is in use once all that is not needed is gone. */
  readonly heapBytes: number;
  /** The names that stand in what all objects share. */
  readonly shared: readonly string[];
}

// Preloaded into a gateway process, it tells on its standard output where to ask.
const everyMs = 2;
let longest = 0;
let last = process.threadCpuUsage();
setInterval(look, everyMs).unref();

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const server = createServer((request, response) => {
  const answer = request.url === "/turn" ? takeTurn() : kept();
  // What this has taken is not what is measured.
  response.end(JSON.stringify(answer), () => takeTurn());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ msg: "probe", url: `http://127.0.0.1:${port}` })}\n`);
});
server.unref();

function look(): void {
  const { user, system } = process.threadCpuUsage(last);
  last = process.threadCpuUsage();
  longest = Math.max(longest, user + system);
}

/** The longest turn since the last time. */
function takeTurn(): Turn {
  look();
  const turn = { blockedMs: longest / 1000 };
  longest = 0;
  return turn;
}

function kept(): Kept {
  collectGarbage();
  return {
    heapBytes: process.memoryUsage().heapUsed,
    shared: [Object, Array, Function, String, Number, Map, Promise].flatMap(({ name, prototype }) =>
      Reflect.ownKeys(prototype).map((key) => `${name}.${String(key)}`),
    ),
  };
}
