/** Lets the editor have its workers from beside this page, and from nowhere else. */
export function startEditorWorkers(): void {
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker: (_id: string, label: string) =>
        new Worker(new URL(workers.get(label) ?? "editor.worker.js", import.meta.url), {
          type: "module",
        }),
    },
  });
}

const workers: ReadonlyMap<string, string> = new Map([
  ["json", "json.worker.js"],
  ["graphql", "graphql.worker.js"],
]);
