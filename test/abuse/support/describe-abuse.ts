import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Attacked,
  type AttackedOptions,
  good,
  goodAnswer,
  planted,
  startAttacked,
} from "./attacked.ts";
import type { RawAnswer } from "./exchange.ts";
import { ask } from "./requests.ts";

/** A hostile request: its name, its bytes, and the status and code that it is refused with. */
export type Attack = readonly [name: string, bytes: Uint8Array, refusal: string];

/** A request that is odd, and harmless: its name, its bytes, and the whole answer. */
type Oddity = readonly [name: string, bytes: Uint8Array, answer: string];

export interface Abuse extends AttackedOptions {
  /** Where hostile and odd requests go. Default: to GraphQL. */
  readonly to?: string;
  /** What nobody must be told, besides what is planted in any case. */
  readonly secrets?: readonly string[];
  readonly attacks: readonly Attack[];
  readonly oddities: readonly Oddity[];
}

/**
 * Claims that a gateway refuses all of these requests in the way that each should be, asks its source
 * for none of them, and is well after them.
 *
 * @returns the gateway, for tests that want more.
 */
export function describeAbuse(
  family: string,
  { attacks, oddities, to, secrets = [], ...options }: Abuse,
): () => Attacked {
  let attacked: Attacked;
  beforeAll(async () => {
    attacked = await startAttacked(options);
  });
  afterAll(() => attacked.close());

  describe.runIf(attacks.length > 0)(`hostile requests are refused: ${family}`, () => {
    test.each(attacks)("%s", async (_name, bytes, refusal) => {
      attacked.upstream.forget();
      await attacked.turn();
      const answer = await attacked.send(bytes, to);
      await expectQuick(attacked);
      expect(refusalIn(answer)).toBe(refusal);
      expectDiscreet(answer, secrets);
      expect(attacked.upstream.asked).toEqual([]);
    });
  });

  describe.runIf(oddities.length > 0)(`odd requests do no harm: ${family}`, () => {
    test.each(oddities)("%s", async (_name, bytes, answered) => {
      const { status, text } = await attacked.send(bytes, to);
      expect(`${status} ${text.trim()}`).toBe(answered);
      await expectQuick(attacked);
    });
  });

  describe(`after hostile requests: ${family}`, () => {
    test("the gateway is as it was before", async () => {
      const { status, text } = await attacked.send(ask(good, undefined, options.credentials));
      expect(`${status} ${text.trim()}`).toBe(`200 ${goodAnswer}`);
      expect(attacked.process.hasEnded()).toBe(false);
      const { shared, heapBytes } = await attacked.kept();
      expect(shared).toEqual(attacked.before.shared);
      expect(heapBytes - attacked.before.heapBytes).toBeLessThan(mostGrowthBytes);
    });

    test("its log has neither bugs nor secrets", () => {
      const lines = attacked.process.lines();
      expect(
        lines.filter(({ level, err }) => ["error", "fatal"].includes(String(level)) || err),
      ).toEqual([]);
      const text = JSON.stringify(lines);
      // Nor is anything counted as a bug, which people would be woken for.
      expect(text).not.toContain("INTERNAL_SERVER_ERROR");
      for (const secret of [...planted, ...secrets]) expect(text).not.toContain(secret);
    });
  });
  return () => attacked;
}

const mostBlockedMs = 200;
const mostGrowthBytes = 32 * 1024 ** 2;

/** Nothing that was done since the last time has held up all else. */
export async function expectQuick({ turn }: Attacked): Promise<void> {
  const { blockedMs } = await turn();
  expect(blockedMs).toBeLessThan(mostBlockedMs);
}

/** Its status and code; what it is answered where that is no refusal. */
export function refusalIn({ status, text }: RawAnswer): string {
  const body = bodyIn(text);
  // Before there is a request, HTTP itself refuses.
  if (body?.error !== undefined) return `${status} ${body.error}`;
  const [first] = body?.errors ?? [];
  const isRefusal = first !== undefined && body?.data === undefined;
  return isRefusal ? `${status} ${first.extensions.code}` : `${status} ${text}`;
}

/** A refusal gives nothing away: no stack, no place in a file, no secret, no name of the schema. */
function expectDiscreet({ text }: RawAnswer, secrets: readonly string[]): void {
  expect(text.length).toBeLessThan(100_000);
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.[jt]s:\d|did you mean|HIDDEN_GREEN/i);
  for (const secret of [...planted, ...secrets]) expect(text).not.toContain(secret);
}

interface Refusal {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string };
  }[];
  /** In place of the rest, where there was no request yet. */
  readonly error?: string;
}

function bodyIn(text: string): Refusal | undefined {
  // An answer in parts, or in events, has it in the first.
  const [, json = ""] = /^(?:data: )?(\{.*)$/m.exec(text) ?? [];
  try {
    return JSON.parse(json) as Refusal;
  } catch {
    return undefined;
  }
}
