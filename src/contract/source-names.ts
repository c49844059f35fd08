/** A source's name and the file that declares it. */
export interface LocalName {
  readonly file: string;
  readonly name: string;
}

/**
 * Names for sources that are unique among all files: the name itself; "file.name" where several
 * files use the name; the whole path for the file where that is not enough.
 */
export function uniqueSourceNames(sources: readonly LocalName[]): readonly string[] {
  const counts = countOf(sources.map(({ name }) => name));
  const short = sources.map(({ file, name }) => `${baseName(file)}.${name}`);
  const shortCounts = countOf(short);
  return sources.map(({ file, name }, index) => {
    if (counts.get(name) === 1) return name;
    const shortName = short[index] ?? name;
    return shortCounts.get(shortName) === 1 ? shortName : `${withoutExtension(file)}.${name}`;
  });
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^./]*$/, "");
}

function baseName(file: string): string {
  return withoutExtension(file).replace(/^.*\//, "");
}
