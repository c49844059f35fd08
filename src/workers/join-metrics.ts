/** What one worker has measured. */
export interface WorkerMetrics {
  readonly worker: number;
  /** In the text format of Prometheus; undefined when it did not answer in time. */
  readonly text: string | undefined;
}

/**
 * The metrics of all workers as one text in the format of Prometheus: each series has its worker as
 * a label, so that none is merged and all can be summed. Besides, how many workers answered.
 */
export function joinMetrics(
  scraped: readonly WorkerMetrics[],
  { crashes }: { readonly crashes: number },
): string {
  const families = new Map<string, Family>();
  for (const { worker, text = "" } of scraped) addFamilies(text, worker, families);
  const silent = scraped.filter(({ text }) => text === undefined).length;
  return [
    ...[...families.values()].flatMap(linesOf),
    "# HELP sluice_workers Workers that listen, by whether they answered this scrape.",
    "# TYPE sluice_workers gauge",
    `sluice_workers{state="answering"} ${scraped.length - silent}`,
    `sluice_workers{state="silent"} ${silent}`,
    "# HELP sluice_worker_crashes_total Workers that ended without being told to.",
    "# TYPE sluice_worker_crashes_total counter",
    `sluice_worker_crashes_total ${crashes}`,
    "",
  ].join("\n");
}

/** One metric: the lines that describe it, and its samples. All of them stand together. */
interface Family {
  readonly head: Set<string>;
  readonly samples: string[];
}

function linesOf({ head, samples }: Family): readonly string[] {
  return [...head, ...samples];
}

function addFamilies(text: string, worker: number, families: Map<string, Family>): void {
  let family: Family = { head: new Set(), samples: [] };
  for (const line of text.split("\n")) {
    const [, name] = /^# (?:HELP|TYPE|UNIT) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      family = families.get(name) ?? { head: new Set(), samples: [] };
      families.set(name, family);
      family.head.add(line);
    } else if (line !== "" && !line.startsWith("#")) {
      family.samples.push(withWorker(line, worker));
    }
  }
}

/** `calls{a="b"} 1` and `calls 1`, with one label more. */
function withWorker(sample: string, worker: number): string {
  return sample.replace(/^([^\s{]+)(?:\{(.*)\})?/, (_all, name: string, labels = "") => {
    const more = labels === "" ? "" : `,${labels}`;
    return `${name}{worker="${worker}"${more}}`;
  });
}
