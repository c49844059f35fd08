import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { isJsonObject, type Json, type JsonObject, parseJson } from "../kernel/json.ts";
import type { Origin, Problem } from "../kernel/problem.ts";
import { reasonOf } from "../kernel/reason-of.ts";
import type { TrustedDocument } from "./trusted-documents.ts";

/** What some manifests hold, and what is wrong with them. */
export interface ReadManifests {
  readonly documents: readonly TrustedDocument[];
  readonly problems: readonly Problem[];
}

/**
 * Reads manifests of trusted documents, in the two formats that tools write: Apollo's persisted-query
 * manifest (version 1), and Relay's map of ids to texts.
 *
 * @param originOf where the path of that number is written.
 */
export function readManifests(
  paths: readonly string[],
  originOf: (index: number) => Origin | undefined = () => undefined,
): ReadManifests {
  const problems: Problem[] = [];
  const documents = new Map<string, TrustedDocument>();
  for (const [index, path] of paths.entries()) {
    const file = relative("", path);
    const { entries, problem } = readManifest(path, file);
    if (problem !== undefined) problems.push({ ...problem, origin: originOf(index) });
    for (const [id, text] of entries) {
      const known = documents.get(id);
      // A client may have the same document as another.
      if (known === undefined) documents.set(id, { id, text, file });
      else if (known.text !== text) problems.push(ambiguous(known, file));
    }
  }
  return { documents: [...documents.values()], problems };
}

type Entry = readonly [id: string, text: string];

interface ReadManifest {
  readonly entries: readonly Entry[];
  readonly problem?: Omit<Problem, "origin">;
}

function readManifest(path: string, file: string): ReadManifest {
  let manifest: Json;
  try {
    manifest = parseJson(readFileSync(path, "utf8"));
  } catch (error) {
    return { entries: [], problem: unreadable(file, error) };
  }
  const entries = isJsonObject(manifest) ? entriesOf(manifest) : "no JSON object";
  return typeof entries === "string"
    ? { entries: [], problem: invalid(file, entries) }
    : { entries };
}

/** What it holds; or what is wrong with it, as the end of the sentence "it is …". */
function entriesOf(manifest: JsonObject): readonly Entry[] | string {
  const { format, version, operations } = manifest;
  if (!Array.isArray(operations)) {
    const entries: readonly (readonly unknown[])[] = Object.entries(manifest);
    return entries.every(isEntry) ? entries : "a map with values that are no text";
  }
  if (format !== apolloFormat || version !== 1) {
    return `of the format ${JSON.stringify(format)}, version ${JSON.stringify(version)}`;
  }
  const entries: readonly (readonly unknown[])[] = operations.map((operation: Json) =>
    isJsonObject(operation) ? [operation["id"], operation["body"]] : [],
  );
  if (entries.every(isEntry)) return entries;
  const position = entries.findIndex((entry) => !isEntry(entry));
  return `a list of operations of which number ${position + 1} has no id or no body`;
}

const apolloFormat = "apollo-persisted-query-manifest";

function isEntry(entry: readonly unknown[]): entry is Entry {
  return typeof entry[0] === "string" && typeof entry[1] === "string";
}

function unreadable(file: string, error: unknown): Omit<Problem, "origin"> {
  return {
    code: "MANIFEST_UNREADABLE",
    severity: "error",
    message: `A manifest of trusted documents is a file of JSON, and ${file} cannot be read: ${reasonOf(error)}.`,
    help: "Correct documents.manifests, or have the manifest written anew.",
  };
}

function invalid(file: string, what: string): Omit<Problem, "origin"> {
  return {
    code: "MANIFEST_INVALID",
    severity: "error",
    message: `A manifest of trusted documents is an Apollo persisted-query manifest (version 1) or a map of ids to texts, and ${file} is ${what}.`,
    help: "Have it written by @apollo/generate-persisted-query-manifest, by relay-compiler, or in one of these forms.",
  };
}

function ambiguous({ id, file }: TrustedDocument, other: string): Problem {
  return {
    code: "MANIFEST_CONFLICT",
    severity: "error",
    message: `An id names one document, and "${id}" names one in ${file} and another in ${other}.`,
    help: "Name documents by the hash of their text, as tools do unless they are told otherwise.",
    origin: undefined,
  };
}
