import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { ApqStore, type TextStore } from "../../src/documents/apq-store.ts";

const text = "{ a }";
const hash = createHash("sha256").update(text).digest("hex");

/** What replicas share, and how often it was asked for something. */
function sharedTexts() {
  const texts = new Map<string, string>();
  let asked = 0;
  const store: TextStore = {
    async get(name) {
      asked += 1;
      return texts.get(name);
    },
    async set(name, value) {
      texts.set(name, value);
    },
  };
  return { store, texts, asked: () => asked };
}

const anything = () => true;

test("a document that may not be run is there for nobody, wherever it comes from", async () => {
  const { store } = sharedTexts();
  const apq = new ApqStore(store, (found) => found !== text);
  await new ApqStore(store, anything).set(`apq:${hash}`, text);
  expect(await apq.get(`apq:${hash}`)).toBeUndefined();
  await apq.set(`apq:${hash}`, text);
  expect(await apq.get(`apq:${hash}`)).toBeUndefined();
});

test("a document that one replica was sent, others have; each asks for it once", async () => {
  const { store, asked } = sharedTexts();
  await new ApqStore(store, anything).set(`apq:${hash}`, text);
  const other = new ApqStore(store, anything);
  expect(await other.get(`apq:${hash}`)).toBe(text);
  expect(await other.get(`apq:${hash}`)).toBe(text);
  expect(asked()).toBe(1);
  expect(await other.get(`apq:${"0".repeat(64)}`)).toBeUndefined();
});

test("a document that is not that of its hash is not taken from the store", async () => {
  const { store, texts } = sharedTexts();
  texts.set(hash, "{ evil }");
  expect(await new ApqStore(store, anything).get(`apq:${hash}`)).toBeUndefined();
});

test("what looks like no hash never gets to the store", async () => {
  const { store, texts, asked } = sharedTexts();
  const apq = new ApqStore(store, anything);
  for (const key of ["apq:", "apq:../entry", `apq:${hash}\n`, `apq:${hash.toUpperCase()}`]) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await apq.get(key)).toBeUndefined();
    // oxlint-disable-next-line no-await-in-loop
    await apq.set(key, text);
  }
  expect(asked()).toBe(0);
  expect(texts.size).toBe(0);
});

test("without a shared store a process has what it was sent itself, until it is deleted", async () => {
  const apq = new ApqStore(undefined, anything);
  expect(await apq.get(`apq:${hash}`)).toBeUndefined();
  await apq.set(`apq:${hash}`, text);
  expect(await apq.get(`apq:${hash}`)).toBe(text);
  expect(await apq.delete(`apq:${hash}`)).toBe(true);
  expect(await apq.get(`apq:${hash}`)).toBeUndefined();
});

test("memory is bounded: the documents that were not asked for longest go", async () => {
  const apq = new ApqStore(undefined, anything);
  const long = "x".repeat(1024 ** 2);
  for (let number = 0; number < 20; number += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await apq.set(`apq:${number}`, long);
  }
  expect(await apq.get("apq:0")).toBeUndefined();
  expect(await apq.get("apq:19")).toBe(long);
});
