import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { reasonOf } from "../kernel/reason-of.ts";
import { reportFailure } from "./report-failure.ts";

export interface InitOptions {
  /** Where the files go, from the working directory; it is made if it is not there. */
  readonly directory: string;
  /** The base URL of the API that the schema asks. */
  readonly url: string;
}

/** The base URL that the templates have. */
export const exampleUrl = "https://api.example.com";

/**
 * Writes a schema and settings to begin with, and says what to do next. It calls nobody, and where
 * something is there already that it would write, it changes nothing.
 */
export function runInit(options: InitOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, () => init(options, context), {
    failed: "Nothing was made",
  });
}

async function init(
  { directory, url }: InitOptions,
  { cwd, stdout }: CommandContext,
): Promise<ExitStatus> {
  const target = resolve(cwd, directory);
  const here = relative(cwd, target) || ".";
  const taken = takenPaths(target);
  if (taken.length > 0) throw new ProblemsError(taken.map((path) => alreadyThere(here, path)));

  const packagePath = pathOfPackage(target);
  for (const { path } of files) {
    const text = readFileSync(new URL(path, templates), "utf8")
      .replaceAll(exampleUrl, url)
      .replaceAll("./node_modules/sluice", packagePath);
    write(join(target, path), text);
  }
  printLines(stdout, [
    `Written${here === "." ? "" : ` in ${here}`}:`,
    ...files.map(({ path, purpose }) => `  ${path.padEnd(20)}${purpose}`),
    "",
    "Next:",
    ...(here === "." ? [] : [`  cd ${here}`]),
    "  npx sluice dev --mock   answers at once, with values that are made up",
    "  npx sluice check        tells what is wrong or doubtful",
    "",
    url === exampleUrl
      ? `Then put your API into schema/api.graphql in place of ${exampleUrl}, and run npx sluice dev.`
      : `Then make the paths and fields in schema/api.graphql those of ${url}, and run npx sluice dev.`,
  ]);
  return 0;
}

const templates = new URL("../../templates/init/", import.meta.url);

const files = [
  { path: "schema/api.graphql", purpose: "what callers can ask for, and where it comes from" },
  { path: "sluice.yaml", purpose: "the settings" },
  { path: ".graphqlrc.yml", purpose: "for editors: what the directives mean" },
];

/** What is there already. Whatever is beside the schema would be part of it, so its directory is to be empty. */
function takenPaths(target: string): readonly string[] {
  return globSync(["schema", "schema/*", "sluice.yaml", ".graphqlrc.yml"], { cwd: target })
    .filter((path) => path !== "schema" || !statSync(join(target, path)).isDirectory())
    .toSorted();
}

/** How files in a directory write the path of this package: that of the closest one that is installed. */
function pathOfPackage(target: string): string {
  for (let directory = target; ; directory = dirname(directory)) {
    const path = join(directory, "node_modules", "sluice");
    if (existsSync(path)) {
      const written = relative(target, path).split(sep).join("/");
      return written.startsWith(".") ? written : `./${written}`;
    }
    if (directory === dirname(directory)) return "./node_modules/sluice";
  }
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Should it have come into being since, it stays as it is.
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw new ProblemsError([
      {
        code: "INIT_CANNOT_WRITE",
        severity: "error",
        message: `sluice init must be able to write ${path}, and cannot: ${reasonOf(error)}.`,
        help: "Name a directory that this user may write into: sluice init <directory>.",
        origin: undefined,
      },
    ]);
  }
}

function alreadyThere(here: string, path: string): Problem {
  return {
    code: "INIT_FILE_EXISTS",
    severity: "error",
    message: `sluice init overwrites nothing, and ${join(here, path)} is there already.`,
    help: "Move it away, or name another directory: sluice init <directory>.",
    origin: undefined,
  };
}
