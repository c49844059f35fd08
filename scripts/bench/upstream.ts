import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { serveParent } from "./child-process.ts";
import { refusedCredential } from "./refused-credential.ts";

// The REST API in front of which all servers stand: `/posts` and `/users?id=1&id=2&…`, answered
// with bytes made once, so that it is never what is waited for. Its number is the calls it got.

const { posts, users } = await readData();
const answers = new Map<string, Buffer>([["/posts", Buffer.from(JSON.stringify(posts))]]);
let calls = 0;

const server = createServer((request, response) => {
  calls += 1;
  if (request.headers.authorization === refusedCredential) {
    response.writeHead(401, { "content-length": 0 }).end();
    return;
  }
  const url = request.url ?? "/";
  let answer = answers.get(url);
  if (answer === undefined) {
    answer = answerUsers(url);
    answers.set(url, answer);
  }
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": answer.length,
  });
  response.end(answer);
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The API has no port.");
  serveParent(`http://127.0.0.1:${address.port}`, () => calls);
});

function answerUsers(url: string): Buffer {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (pathname !== "/users") throw new Error(`The bench's API has no ${url}.`);
  const ids = new Set(searchParams.getAll("id"));
  return Buffer.from(JSON.stringify(users.filter(({ id }) => ids.has(String(id)))));
}

async function readData(): Promise<{ posts: unknown[]; users: { id: number }[] }> {
  const file = fileURLToPath(import.meta.resolve("jsonplaceholder/data.json"));
  return JSON.parse(await readFile(file, "utf8"));
}
