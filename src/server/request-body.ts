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
      let body: Json;
      try {
        body = parseBody(text);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      done(null, body);
    },
  );
}

function parseBody(text: string): Json {
  if (text === "") {
    throw new HttpError(400, 'The request body is empty. Send a JSON object with a "query".');
  }
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `The request body is not JSON: ${reason}.`);
  }
}
