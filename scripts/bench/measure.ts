import { deepStrictEqual } from "node:assert";

import { type Child, startChild } from "./child-process.ts";
import { refusedCredential } from "./refused-credential.ts";
import { load, type LoadTarget } from "./load.ts";
import type { Callers } from "./write-request.ts";

/** One server under one query of such callers, for one round. */
export interface Measurement {
  readonly server: string;
  readonly query: string;
  readonly callers: Callers;
  readonly requestsPerCpuSecond: number;
  /** Below 1 where requests share calls. */
  readonly callsPerRequest: number;
}

export interface MeasureOptions {
  /** The modules of the servers, by name. */
  readonly servers: ReadonlyMap<string, URL>;
  readonly questions: readonly Question[];
  readonly rounds: number;
  /** How long each server is under load with each query in each round. */
  readonly seconds: number;
  readonly connections: number;
  readonly serverCore: number | undefined;
  readonly onProgress: (text: string) => void;
}

/**
 * Measures all servers with all queries, interleaved: what disturbs a round disturbs them all.
 *
 * @throws AssertionError when two servers answer a query differently.
 */
export async function measure(options: MeasureOptions): Promise<readonly Measurement[]> {
  const upstream = await startChild("upstream.ts", [], undefined);
  const children = new Map<string, Child>();
  try {
    for (const [name, module] of options.servers) {
      options.onProgress(`starting ${name}`);
      // One by one, so that they do not slow each other.
      // oxlint-disable-next-line no-await-in-loop
      const child = await startChild("server.ts", [module.href, upstream.url], options.serverCore);
      children.set(name, child);
    }
    const runs = await prepareRuns(children, upstream, options);
    const measurements: Measurement[] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      options.onProgress(`round ${round} of ${options.rounds}`);
      for (const run of rotate(runs, round - 1)) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        measurements.push(await measureRun(run, options));
      }
    }
    return measurements;
  } finally {
    for (const child of [upstream, ...children.values()]) child.stop();
  }
}

/** What is asked, and by whom. */
export interface Question {
  readonly query: string;
  readonly callers: Callers;
  /** Whether the answer is made without the API. */
  readonly isOwn: boolean;
}

interface Run {
  readonly server: string;
  readonly child: Child;
  readonly upstream: Child;
  readonly target: LoadTarget;
}

/** Checks that the servers agree, and warms them up. */
async function prepareRuns(
  children: ReadonlyMap<string, Child>,
  upstream: Child,
  { questions, connections, onProgress }: MeasureOptions,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const question of questions) {
    const { query, callers } = question;
    let expected: unknown;
    for (const [server, child] of children) {
      onProgress(`warming up ${server} with ${query} of ${callers} callers`);
      /* oxlint-disable no-await-in-loop -- one after the other is the point */
      const answer = await ask(child.url, query, "Bearer of the first");
      expected ??= JSON.parse(answer);
      deepStrictEqual(JSON.parse(answer), expected, `${server} answers ${query} differently.`);
      if (!question.isOwn) await checkCredential(server, child, query);
      const answerBytes = Buffer.byteLength(answer);
      const target = { url: child.url, query, callers, answerBytes };
      await load(target, connections, warmUpSeconds);
      /* oxlint-enable no-await-in-loop */
      runs.push({ server, child, upstream, target });
    }
  }
  return runs;
}

/** A server that does not send the caller's credential on would be measured for less than its work. */
async function checkCredential(server: string, child: Child, query: string): Promise<void> {
  const answer: { errors?: unknown } = JSON.parse(await ask(child.url, query, refusedCredential));
  if (answer.errors === undefined) {
    throw new Error(`${server} answers ${query} to a caller whom the API refuses.`);
  }
}

const warmUpSeconds = 2;

async function measureRun(
  { server, child, upstream, target }: Run,
  { connections, seconds }: MeasureOptions,
): Promise<Measurement> {
  const callsBefore = await upstream.readNumber();
  const cpuSecondsBefore = await child.readNumber();
  const requests = await load(target, connections, seconds);
  const cpuSeconds = (await child.readNumber()) - cpuSecondsBefore;
  const calls = (await upstream.readNumber()) - callsBefore;
  return {
    server,
    query: target.query,
    callers: target.callers,
    requestsPerCpuSecond: requests / cpuSeconds,
    callsPerRequest: calls / requests,
  };
}

async function ask(url: string, query: string, authorization: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", authorization },
    body: JSON.stringify({ query }),
  });
  const answer = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${answer}`);
  return answer;
}

/** So that no server is always the first of its round. */
function rotate<T>(items: readonly T[], places: number): readonly T[] {
  const start = places % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
