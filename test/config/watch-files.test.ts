import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { watchFiles } from "../../src/config/watch-files.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Watches, and collects each call of the callback. */
async function watching(paths: readonly string[]) {
  const changes: (readonly string[])[] = [];
  const errors: unknown[] = [];
  const watcher = await watchFiles({
    paths,
    onChange: (files) => void changes.push(files),
    onError: (error) => void errors.push(error),
  });
  onTestFinished(() => watcher.close());
  return { watcher, changes, errors };
}

/** Once as many different files as that have been told of: which. */
async function filesOf(changes: readonly (readonly string[])[], count = 1) {
  await vi.waitFor(() => expect(new Set(changes.flat()).size).toBeGreaterThanOrEqual(count), {
    timeout: 5000,
  });
  return [...new Set(changes.flat())].toSorted();
}

describe("a change is told", () => {
  test("of a file, and several in a row as one", async () => {
    const directory = temporaryDirectory({ "sluice.yaml": "a", "schema.graphql": "b" });
    const [config, schema] = [join(directory, "sluice.yaml"), join(directory, "schema.graphql")];
    const { changes } = await watching([config, schema]);
    appendFileSync(config, "1");
    appendFileSync(schema, "1");
    appendFileSync(schema, "2");
    expect(await filesOf(changes, 2)).toEqual([schema, config]);
    expect(changes).toHaveLength(1);
  });

  test("of schema files anywhere in a directory: written, added, removed", async () => {
    const directory = temporaryDirectory({ "a.graphql": "a", "b/c.graphql": "c" });
    const { changes } = await watching([directory]);
    mkdirSync(join(directory, "new"));
    writeFileSync(join(directory, "new/d.gql"), "d");
    rmSync(join(directory, "b/c.graphql"));
    expect(await filesOf(changes, 2)).toEqual([
      join(directory, "b/c.graphql"),
      join(directory, "new/d.gql"),
    ]);
  });

  test("of a file that an editor replaces by renaming another", async () => {
    const directory = temporaryDirectory({ "sluice.yaml": "a" });
    const file = join(directory, "sluice.yaml");
    const { changes } = await watching([file]);
    writeFileSync(join(directory, "sluice.yaml.new"), "b");
    renameSync(join(directory, "sluice.yaml.new"), file);
    expect(await filesOf(changes)).toEqual([file]);
  });

  test("of a file that was not there", async () => {
    const file = join(temporaryDirectory(), "sluice.yaml");
    const { changes } = await watching([file]);
    writeFileSync(file, "a");
    expect(await filesOf(changes)).toEqual([file]);
  });

  test("of files that a glob names", async () => {
    const directory = temporaryDirectory({ "schema/a.graphql": "a" });
    const { changes } = await watching([join(directory, "schema/*.graphql")]);
    appendFileSync(join(directory, "schema/a.graphql"), "1");
    expect(await filesOf(changes)).toEqual([join(directory, "schema/a.graphql")]);
  });
});

describe("a change is not told", () => {
  test("of files in a directory that are no schema, nor below node_modules", async () => {
    const directory = temporaryDirectory({
      "a.graphql": "a",
      "server.log": "",
      "node_modules/x/b.graphql": "b",
    });
    const { changes } = await watching([directory]);
    appendFileSync(join(directory, "server.log"), "line");
    appendFileSync(join(directory, "node_modules/x/b.graphql"), "1");
    appendFileSync(join(directory, "a.graphql"), "1");
    expect(await filesOf(changes)).toEqual([join(directory, "a.graphql")]);
  });

  test("of paths that are no longer watched", async () => {
    const directory = temporaryDirectory({ "old/a.graphql": "a", "new/b.graphql": "b" });
    const keep = join(directory, "sluice.yaml");
    const { watcher, changes } = await watching([keep, join(directory, "old")]);
    watcher.watchPaths([keep, join(directory, "new")]);
    appendFileSync(join(directory, "old/a.graphql"), "1");
    await vi.waitFor(
      () => {
        appendFileSync(join(directory, "new/b.graphql"), "1");
        expect(changes.flat()).toContain(join(directory, "new/b.graphql"));
      },
      { timeout: 5000, interval: 200 },
    );
    expect(changes.flat()).not.toContain(join(directory, "old/a.graphql"));
  });

  test("after closing, even if it came before", async () => {
    const file = join(temporaryDirectory({ "sluice.yaml": "a" }), "sluice.yaml");
    const { watcher, changes, errors } = await watching([file]);
    appendFileSync(file, "1");
    await watcher.close();
    expect(changes).toEqual([]);
    expect(errors).toEqual([]);
  });
});
