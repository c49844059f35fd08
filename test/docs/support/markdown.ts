import { readFileSync } from "node:fs";

/** A document of the project, for tests that hold it to what it says. */
export interface MarkdownFile {
  /** From the root of the project: "docs/schema.md". */
  readonly path: string;
  readonly text: string;
}

/** A block of code, the line above it, and the paragraph below it. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  readonly above: string;
  readonly below: string;
}

export function readMarkdown(path: string): MarkdownFile {
  return { path, text: readFileSync(path, "utf8") };
}

/** All blocks of code that name their language, in their order. */
export function codeBlocksOf({ text }: MarkdownFile, language?: string): readonly CodeBlock[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```\n+(?=(.*))/gm)]
    .map(({ index, 1: name = "", 2: code = "", 3: below = "" }) => {
      const above = text.slice(0, index).trimEnd().split("\n").at(-1) ?? "";
      return { language: name, code, above, below };
    })
    .filter((block) => language === undefined || block.language === language);
}

/** Where a link leads: a file, from the folder of the document (empty: itself), and a heading of it. */
export interface RelativeLink {
  readonly file: string;
  readonly heading: string | undefined;
}

/** All links within the project. */
export function relativeLinksOf({ text }: MarkdownFile): readonly RelativeLink[] {
  return [...text.matchAll(/\]\((?![a-z]+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(
    ([, file = "", heading]) => ({ file, heading }),
  );
}

/** The names by which headings are linked to, as GitHub makes them. */
export function headingsOf({ text }: MarkdownFile): ReadonlySet<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set(headings);
}

/** The rows of tables whose first cell is code, cell by cell: code without its backticks. */
export function codeRowsOf({ text }: MarkdownFile): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^`([^`]*)`$/, "$1")),
    );
}
