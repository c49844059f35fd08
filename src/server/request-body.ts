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
  app.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    (_request, text, done) => {
      const body = readBody(text);
      if (body instanceof HttpError) done(body);
      else done(null, body);
    },
  );
}

function readBody(text: string): Json | HttpError {
  if (text === "") {
    return new HttpError(400, 'The request body is empty. Send a JSON object with a "query".');
  }
  try {
    return parseJson(text);
  } catch (error) {
    return new HttpError(400, `The request body is not JSON (${String(error)}).`);
  }
}
