import { dirname, extname } from "node:path";

import { watch } from "chokidar";

import { type Clock, type Timer, systemClock } from "../kernel/clock.ts";

export interface WatchFilesOptions {
  /** Files, directories or globs, absolute; they need not exist yet. */
  readonly paths: readonly string[];
  /** Called with the files that changed, once they have been left alone for a moment. */
  readonly onChange: (files: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
}

export interface FileWatcher {
  /** Watches other paths instead. */
  readonly watchPaths: (paths: readonly string[]) => void;
  readonly close: () => Promise<void>;
}

/**
 * Watches files that a gateway was made from. In directories only schema files count, so that a log
 * or a database beside them does not.
 *
 * Resolves once it watches: a change after that is not missed.
 */
export async function watchFiles({
  paths,
  onChange,
  onError,
  clock = systemClock,
}: WatchFilesOptions): Promise<FileWatcher> {
  let watched: ReadonlySet<string> = new Set(paths);
  let roots = rootsOf(watched);
  let timer: Timer | undefined;
  const changed = new Set<string>();
  const watcher = watch([...roots], {
    ignoreInitial: true,
    ignored: (path) => ignoredName.test(path) && !watched.has(path),
  });

  watcher.on("all", (event, path) => {
    if (event.endsWith("Dir") || !(watched.has(path) || schemaExtensions.has(extname(path))))
      return;
    changed.add(path);
    timer?.cancel();
    timer = clock.after(quietMs, () => {
      const files = [...changed].toSorted();
      changed.clear();
      onChange(files);
    });
  });
  watcher.on("error", onError);
  await new Promise<void>((resolve) => {
    watcher.once("ready", () => resolve());
  });

  return {
    watchPaths(next) {
      const before = roots;
      watched = new Set(next);
      roots = rootsOf(watched);
      watcher.unwatch([...before].filter((root) => !roots.has(root)));
      watcher.add([...roots].filter((root) => !before.has(root)));
    },
    async close() {
      timer?.cancel();
      await watcher.close();
    },
  };
}

/** Editors and version control write several files, and one file several times, for one change. */
const quietMs = 100;

const schemaExtensions = new Set([".graphql", ".graphqls", ".gql"]);
const ignoredName = /[\\/](?:node_modules|\.git)$/;

/** What to watch for these paths: for a glob, the directory in which it begins. */
function rootsOf(paths: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    [...paths].map((path) => {
      const special = path.search(/[*?{[]/);
      return special < 0 ? path : dirname(`${path.slice(0, special)}x`);
    }),
  );
}
