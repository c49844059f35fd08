/** A source's name, and the file that declares it. */
export interface LocalName {
  readonly file: { readonly file: string };
  readonly localName: string;
}

/**
 * Gives sources names that are unique among all files: the name itself; "file.name" where several
 * files use the name; the whole path for the file where that is not enough.
 */
export function uniqueSourceNames(sources: readonly LocalName[]): (source: LocalName) => string {
  const localCounts = countOf(sources.map(({ localName }) => localName));
  const shortCounts = countOf(sources.map(shortName));
  return (source) => {
    if (localCounts.get(source.localName) === 1) return source.localName;
    const short = shortName(source);
    if (shortCounts.get(short) === 1) return short;
    return `${withoutExtension(source.file.file)}.${source.localName}`;
  };
}

function shortName({ file: { file }, localName }: LocalName): string {
  return `${withoutExtension(file).replace(/^.*\//, "")}.${localName}`;
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^./]*$/, "");
}
