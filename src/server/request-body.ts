import { isUtf8 } from "node:buffer";

import type { FastifyInstance } from "fastify";

import { parseJson, type Json } from "../kernel/json.ts";
import { HttpError } from "./http-error.ts";

/**
 * Makes `app` read JSON bodies, and no others.
 *
 * With our own JSON reader, so that integers beyond 2^53 in variables keep their digits. A key
 * `__proto__` is read as any other: nothing between here and the coercion of variables, which takes
 * declared names only, copies keys from one object to another.
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    ({ headers }, bytes, done) => {
      const body = readBody(bytes, headers["content-encoding"]);
      if (body instanceof HttpError) done(body);
      else done(null, body);
    },
  );
}

function readBody(bytes: Buffer, encoding: string | undefined): Json | HttpError {
  if (bytes.length === 0) {
    return new HttpError(400, 'The request body is empty. Send a JSON object with a "query".');
  }
  // Else all that is wrong would become one and the same character.
  if (!isUtf8(bytes)) return encoding === undefined ? notUtf8 : compressed(encoding);
  try {
    const body = parseJson(bytes.toString("utf8"));
    return Array.isArray(body) ? batchRefused(body) : body;
  } catch (error) {
    // Only a reader of long numbers has a stack that may be full.
    if (error instanceof RangeError) return tooDeep;
    return new HttpError(400, `The request body is not JSON (${String(error)}).`);
  }
}

const notUtf8 = new HttpError(400, "The request body is not UTF-8, as JSON must be.");

function compressed(encoding: string): HttpError {
  return new HttpError(
    415,
    `A request body must not be compressed; this one has "content-encoding: ${encoding}".`,
  );
}

function batchRefused({ length }: readonly Json[]): HttpError {
  const message = `A request is one operation, and this one is a list of ${length}. Send them one by one; they may be sent at one time.`;
  return new HttpError(400, message, "BATCHING_UNSUPPORTED");
}

const tooDeep = new HttpError(
  400,
  "The lists and objects of this request body are too deep inside each other to be read. Send less deep ones.",
  "VARIABLES_TOO_DEEP",
);
