import { dirname, extname } from "node:path";

import { type FSWatcher, watch } from "chokidar";

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
  /** Watches other paths instead; resolves once it does: a change after that is not missed. */
  readonly watchPaths: (paths: readonly string[]) => Promise<void>;
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
  let watched: ReadonlySet<string>;
  const watchers = new Map<string, FSWatcher>();
  const closing = new AbortController();
  let timer: Timer | undefined;
  const changed = new Set<string>();

  const tell = (event: string, path: string) => {
    if (event.endsWith("Dir") || !(watched.has(path) || schemaExtensions.has(extname(path))))
      return;
    changed.add(path);
    timer?.cancel();
    timer = clock.after(quietMs, () => {
      const files = [...changed].toSorted();
      changed.clear();
      onChange(files);
    });
  };
  // One for each root: it tells when it is ready for its first paths only.
  const start = (root: string) => {
    const watcher = watch(root, {
      ignoreInitial: true,
      ignored: (path) => ignoredName.test(path) && !watched.has(path),
    });
    watchers.set(root, watcher);
    watcher.on("all", tell);
    watcher.on("error", onError);
    return new Promise<void>((resolve) => {
      watcher.once("ready", () => resolve());
      // One that is closed is never ready.
      closing.signal.addEventListener("abort", () => resolve());
    });
  };
  const close = async (root: string, watcher: FSWatcher) => {
    watchers.delete(root);
    await watcher.close();
  };
  const watchPaths = async (next: readonly string[]) => {
    if (closing.signal.aborted) return;
    watched = new Set(next);
    const roots = rootsOf(watched);
    await Promise.all([...roots].filter((root) => !watchers.has(root)).map(start));
    const old = [...watchers].filter(([root]) => !roots.has(root));
    await Promise.all(old.map(([root, watcher]) => close(root, watcher)));
  };
  await watchPaths(paths);

  return {
    watchPaths,
    async close() {
      timer?.cancel();
      closing.abort();
      await Promise.all([...watchers].map(([root, watcher]) => close(root, watcher)));
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
