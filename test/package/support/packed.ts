import { execFile as execFileWithCallback } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const execFile = promisify(execFileWithCallback);

/** A package as `npm pack` makes it, and a way to install it. */
export interface Packed {
  /** The file that would be published. */
  readonly tarball: string;
  /** What is in it, from its root. */
  readonly files: readonly string[];
  /**
   * An empty project that has it installed: it, and nothing but what it depends on by its manifest.
   * Without a registry, so that the network is not needed; the packages are those of this project.
   */
  readonly install: (also?: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

/** Packs the project as it stands. It is built apart, so that nobody who uses dist/ meanwhile is disturbed. */
export async function packProject(): Promise<Packed> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-package-")));
  const copy = join(root, "copy");
  for (const path of packedFrom) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
  const pack = ["npm", "pack", "--json", "--pack-destination", root];
  const { status, stdout, stderr } = await runIn(copy, pack);
  const remove = () => rmSync(root, { recursive: true, force: true });
  if (status !== 0) {
    remove();
    throw new Error(`npm pack failed:\n${stdout}\n${stderr}`);
  }
  // The scripts that run before write to standard output, too.
  const [packed]: readonly { filename: string; files: { path: string }[] }[] = JSON.parse(
    stdout.slice(stdout.indexOf("[\n")),
  );
  const tarball = join(root, packed?.filename ?? "");
  let count = 0;
  return {
    tarball,
    files: packed?.files.map(({ path }) => path) ?? [],
    async install(also = []) {
      count += 1;
      const project = join(root, `project-${count}`);
      const target = join(project, "node_modules/sluice");
      mkdirSync(target, { recursive: true });
      await execFile("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
      const manifest: Manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
      for (const name of [...Object.keys(manifest.dependencies), ...also]) {
        const link = join(project, "node_modules", name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(realpathSync(join("node_modules", name)), link);
      }
      const bin = join(project, "node_modules/.bin/sluice");
      mkdirSync(dirname(bin));
      symlinkSync(`../sluice/${manifest.bin.sluice}`, bin);
      chmodSync(bin, 0o755);
      writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
      return project;
    },
    remove,
  };
}

/** What `npm pack` reads: all but the tests, and what is made. */
const packedFrom = [
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "deploy",
  "docs",
  "schema",
  "scripts",
  "src",
  "templates",
];

interface Manifest {
  readonly bin: { readonly sluice: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Runs a program in a directory, with the Node of this project and without what npm tells its scripts. */
export async function runIn(
  cwd: string,
  [program = "", ...args]: readonly string[],
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const options = { cwd, env: environment(), maxBuffer: 64 * 1024 ** 2 };
  try {
    return { status: 0, ...(await execFile(program, args, options)) };
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error && "code" in error)) {
      throw error;
    }
    const { code, stdout, stderr } = error;
    return { status: Number(code), stdout: String(stdout), stderr: String(stderr) };
  }
}

/** The variables of a program that runs in a project of its own. */
export function environment(): Readonly<Record<string, string | undefined>> {
  const node = dirname(realpathSync(process.execPath));
  const { PATH = "", HOME, TMPDIR } = process.env;
  return { PATH: [node, PATH].join(delimiter), HOME, TMPDIR, npm_config_update_notifier: "false" };
}
