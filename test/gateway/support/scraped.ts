/** What a scrape says: by the name of each metric, what is told of it. */
export type Scraped = ReadonlyMap<string, ScrapedMetric>;

interface ScrapedMetric {
  readonly type: string;
  readonly help: string;
  /** Those of a histogram have names of their own: `…_bucket`, `…_sum`, `…_count`. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads metrics at this address. */
export async function scrape(url: string): Promise<Scraped> {
  const response = await fetch(url);
  return readScrape(await response.text());
}

/** Reads the text format of Prometheus. */
export function readScrape(text: string): Scraped {
  const metrics = new Map<string, { type: string; help: string; samples: Sample[] }>();
  let current: { type: string; help: string; samples: Sample[] } | undefined;
  for (const line of text.split("\n")) {
    const [, help = "", helped] = /^# HELP (\S+) (.*)$/.exec(line) ?? [];
    const [, , type] = /^# TYPE (\S+) (.*)$/.exec(line) ?? [];
    if (helped !== undefined) {
      current = { type: "", help: helped, samples: [] };
      metrics.set(help, current);
    } else if (type !== undefined && current !== undefined) current.type = type;
    else if (line !== "") current?.samples.push(readSample(line));
  }
  return metrics;
}

/** All samples with this name and these labels, whatever others they have. */
export function samplesOf(
  scraped: Scraped,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): readonly Sample[] {
  return [...scraped.values()]
    .flatMap(({ samples }) => samples)
    .filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
}

/** Their sum; undefined where there is none. */
export function valueOf(...asked: Parameters<typeof samplesOf>): number | undefined {
  const samples = samplesOf(...asked);
  return samples.length === 0 ? undefined : samples.reduce((sum, { value }) => sum + value, 0);
}

function readSample(line: string): Sample {
  const [, name = "", labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (value === undefined) throw new Error(`no sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = "", text = ""]) => [label, text])),
    value: value === "+Inf" ? Infinity : Number(value),
  };
}
