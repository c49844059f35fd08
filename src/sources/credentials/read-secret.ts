import { readFileSync } from "node:fs";

import { isHeaderValue } from "../../contract/header-value.ts";
import { reasonOf } from "../../kernel/reason-of.ts";
import type { Secret } from "./auth-settings.ts";

/**
 * A secret's text; from its file without the line break at its end.
 *
 * @throws Error when there is none, or it is nothing that a request could carry. The message does
 *   not repeat it.
 */
export function readSecret(secret: Secret): string {
  const text = typeof secret === "string" ? secret : readSecretFile(secret.file);
  const where = typeof secret === "string" ? "The secret" : `The secret in ${secret.file}`;
  if (text === "") throw new Error(`${where} must not be empty.`);
  if (!isHeaderValue(text)) {
    throw new Error(`${where} must be one line, of characters that a header can carry.`);
  }
  return text;
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new Error(`The secret's file cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}
