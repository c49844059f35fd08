import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, vi } from "vitest";

import { type CodeBlock, codeBlocksOf, type MarkdownFile } from "./markdown.ts";

/** Somebody who follows a page in a project, step by step, and compares what comes with what it says. */
export interface Walk {
  /** Follows a page, or a section of it. */
  readonly follow: (section: MarkdownFile) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** What runs in a terminal of its own until it is stopped. */
interface Running {
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * What a block of code is, its language and the line above it say:
 *  - a file, where that line ends with its name and a colon; with "Add to" it goes on what is there;
 *  - `diff`: a change of that file, or of the one named last;
 *  - `sh`: commands; `node api.mjs` and gateways run in terminals of their own. Nothing is installed;
 *  - `text` and `json`: what the last of them printed, where "…" is anything;
 *  - `http`: what the API was asked since the last such block.
 */
export function startWalk(project: string): Walk {
  const terminals = new Map<string, Running>();
  const functions: string[] = [];
  let file = "";
  let printed: string | Running = "";
  let toldCalls = 0;

  const edit = async ({ language, code, above }: CodeBlock) => {
    const path = join(project, file);
    const gateway = terminals.get("npx");
    const isFollowed = gateway !== undefined && /\.graphql$|^sluice\.yaml$/.test(file);
    const seen = gateway?.output().length;
    if (language === "diff") writeFileSync(path, changed(readFileSync(path, "utf8"), code));
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code, { flag: above.includes("Add to `") ? "a" : "w" });
    }
    if (isFollowed)
      await shows({ output: () => gateway.output().slice(seen) }, /reloaded|restart/i);
  };

  const run = async (code: string) => {
    const [program = ""] = code.split(" ");
    if (/^\w+\(\) \{/.test(code)) functions.push(code);
    else if (isServer.test(code)) {
      await terminals.get(program)?.stop();
      printed = start(code, project);
      terminals.set(program, printed);
    } else if (!code.startsWith("npm install")) {
      printed = await outputOf(functions.join("") + code, project);
    }
  };

  const compare = async ({ language, code }: CodeBlock) => {
    if (typeof printed !== "string") await shows(printed, patternOf(code));
    else if (language === "json") expect(JSON.parse(printed)).toEqual(JSON.parse(code));
    else expect(printed).toMatch(new RegExp(`^\\s*${patternOf(code).source}\\s*$`));
  };

  const compareCalls = ({ code }: CodeBlock) => {
    const [, ...calls] = terminals.get("node")?.output().trimEnd().split("\n") ?? [];
    expect(calls.slice(toldCalls)).toEqual(code.trimEnd().split("\n"));
    toldCalls = calls.length;
  };

  const take = (block: CodeBlock): Promise<void> | void => {
    const name = /`([^`\s]+)`[^`]*:$/.exec(block.above)?.[1];
    file = name ?? file;
    if (block.language === "sh") return run(block.code);
    if (block.language === "http") return compareCalls(block);
    if (block.language === "diff" || name !== undefined) return edit(block);
    return compare(block);
  };

  return {
    async follow(section) {
      // oxlint-disable-next-line no-await-in-loop -- one step after the other
      for (const block of codeBlocksOf(section)) await take(block);
    },
    async end() {
      await Promise.all([...terminals.values()].map(({ stop }) => stop()));
    },
  };
}

const isServer = /^(?:node api\.mjs|npx sluice (?:dev|serve))\n/;

function changed(text: string, diff: string): string {
  const linesOf = (sign: string) =>
    diff
      .split("\n")
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join("\n");
  expect(text).toContain(linesOf("-"));
  return text.replace(linesOf("-"), () => linesOf("+"));
}

function patternOf(text: string): RegExp {
  const literal = text.trimEnd().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  // Columns are as wide as what is in them.
  return new RegExp(literal.replaceAll("…", String.raw`[\s\S]*?`).replaceAll(/ {2,}/g, " +"));
}

async function shows({ output }: Pick<Running, "output">, pattern: RegExp): Promise<void> {
  await vi
    .waitUntil(() => pattern.test(output()), { timeout: 30_000, interval: 20 })
    .catch(() => expect(output()).toMatch(pattern));
}

function start(command: string, cwd: string): Running {
  const child = spawn("bash", ["-c", `${prelude}exec 2>&1\nexec ${localCommand(command)}`], {
    cwd,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function outputOf(commands: string, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile("bash", ["-c", `${prelude}exec 2>&1\n${localCommand(commands)}`], { cwd }, (_, text) =>
      resolve(text.replaceAll("\r", "")),
    );
  });
}

/** Node is that of the tests. */
const prelude = `PATH="${dirname(process.execPath)}:$PATH"\n`;

/** What npx would find, without asking a registry. */
function localCommand(commands: string): string {
  return commands.replaceAll(/^npx /gm, "./node_modules/.bin/");
}
