import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { watchFiles } from "../../src/config/watch-files.ts";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Watches, and collects each call of the callback. */
async function watching(paths: readonly string[], clock = systemClock) {
  const changes: (readonly string[])[] = [];
  const errors: unknown[] = [];
  const watcher = await watchFiles({
    paths,
    onChange: (files) => void changes.push(files),
    onError: (error) => void errors.push(error),
    clock,
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
  test("of several files as one, once they are left alone", async () => {
    const directory = temporaryDirectory({ "sluice.yaml": "a", "schema.graphql": "b" });
    const [config, schema] = [join(directory, "sluice.yaml"), join(directory, "schema.graphql")];
    const timers: { readonly end: () => void; isCancelled: boolean }[] = [];
    const clock: Clock = {
      nowMs: () => 0,
      dateMs: () => 0,
      after(_delayMs, end) {
        const timer = { end, isCancelled: false };
        timers.push(timer);
        return { cancel: () => void (timer.isCancelled = true) };
      },
    };
    const { changes } = await watching([config, schema], clock);

    appendFileSync(config, "1");
    await vi.waitUntil(() => timers.length > 0, { timeout: 5000 });
    const count = timers.length;
    appendFileSync(schema, "1");
    await vi.waitUntil(() => timers.length > count, { timeout: 5000 });

    expect(timers.filter(({ isCancelled }) => !isCancelled)).toHaveLength(1);
    expect(changes).toEqual([]);
    timers.at(-1)?.end();
    expect(changes).toEqual([[schema, config]]);
  });

  test("of a file", async () => {
    const file = join(temporaryDirectory({ "sluice.yaml": "a" }), "sluice.yaml");
    const { changes } = await watching([file]);
    appendFileSync(file, "1");
    expect(await filesOf(changes)).toEqual([file]);
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

  test("of a file that is a link into a directory that is swapped, as Kubernetes does it", async () => {
    const directory = temporaryDirectory({ "..1/sluice.yaml": "a", "..2/sluice.yaml": "b" });
    const file = join(directory, "sluice.yaml");
    symlinkSync("..1", join(directory, "..data"));
    symlinkSync("..data/sluice.yaml", file);
    const { changes } = await watching([file]);
    symlinkSync("..2", join(directory, "..new"));
    renameSync(join(directory, "..new"), join(directory, "..data"));
    rmSync(join(directory, "..1"), { recursive: true });
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

describe("a change of a path that is watched later is told", () => {
  test("as soon as it is watched", async () => {
    const directory = temporaryDirectory({ "a.graphql": "a", "b.graphql": "b" });
    const [first, second] = [join(directory, "a.graphql"), join(directory, "b.graphql")];
    const { watcher, changes } = await watching([first]);
    await watcher.watchPaths([first, second]);
    appendFileSync(second, "1");
    expect(await filesOf(changes)).toEqual([second]);
  });

  test("and those of the paths that stay are not missed in between", async () => {
    const directory = temporaryDirectory({ "a.graphql": "a", "b.graphql": "b" });
    const [first, second] = [join(directory, "a.graphql"), join(directory, "b.graphql")];
    const { watcher, changes } = await watching([first]);
    const isWatching = watcher.watchPaths([first, second]);
    appendFileSync(first, "1");
    await isWatching;
    expect(await filesOf(changes)).toEqual([first]);
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
    await watcher.watchPaths([keep, join(directory, "new")]);
    appendFileSync(join(directory, "old/a.graphql"), "1");
    appendFileSync(join(directory, "new/b.graphql"), "1");
    expect(await filesOf(changes)).toEqual([join(directory, "new/b.graphql")]);
  });

  test("of paths that are to be watched from after the end on, or from just before it", async () => {
    const directory = temporaryDirectory({ "a.graphql": "a", "b.graphql": "b" });
    const [first, second] = [join(directory, "a.graphql"), join(directory, "b.graphql")];
    const { watcher, changes } = await watching([first]);
    const isWatching = watcher.watchPaths([first, second]);
    await watcher.close();
    await isWatching;
    await watcher.watchPaths([second]);
    appendFileSync(second, "1");
    const other = await watching([second]);
    appendFileSync(second, "1");
    expect(await filesOf(other.changes)).toEqual([second]);
    expect(changes).toEqual([]);
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
