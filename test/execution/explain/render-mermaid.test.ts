import { describe, expect, test } from "vitest";

import { renderMermaid } from "../../../src/execution/explain/render-mermaid.ts";
import {
  amount,
  noCalls,
  postsWithUsers,
  someConnector,
  someExplanation,
  someStep,
  usersStep,
} from "./support/some-explanation.ts";

describe("an explanation as a Mermaid flowchart", () => {
  test("has a node for each step, and arrows to those that wait for it", () => {
    expect(renderMermaid(postsWithUsers())).toBe(`\
flowchart LR
  start(["query<br>1 + ceil(posts / 100) = 2 calls"])
  start --> step_1["posts<br>GET /posts<br>1 call<br>kept for 1 min"]
  step_1 --> step_1_1["posts[].user<br>GET /users<br>ceil(posts / 100) = 1 call<br>kept for 1 min"]`);
  });

  test("says of a lazy field without a budget that it is not waited for", () => {
    const timing = { kind: "lazy", budgetMs: 0, reason: "Slow." } as const;
    const drawn = renderMermaid(someExplanation({ steps: [someStep({ timing })] }));
    expect(drawn).toContain('start -.->|"lazy, not waited for"| step_1');
  });

  test("has dashed arrows to what the first part does not wait for, and one label for what comes with it", () => {
    const deferred = { kind: "deferred", fragments: [{ label: "who", path: "posts[]" }] } as const;
    const lazy = { kind: "lazy", budgetMs: 500, reason: "Slow." } as const;
    const streamed = { kind: "streamed", label: undefined, initialCount: 1 } as const;
    const below = usersStep({ id: "1.1.1", path: "posts[].user.boss", timing: deferred });
    const drawn = renderMermaid(
      someExplanation({
        operation: { name: "Feed", kind: "query", origin: undefined },
        total: { calls: amount(1), worst: amount(1) },
        steps: [
          someStep({ children: [usersStep({ timing: deferred, children: [below] })] }),
          someStep({ id: "2", path: "report", timing: lazy }),
          someStep({
            id: "3",
            path: "feed",
            timing: streamed,
            kept: { kind: "unkept", reason: "" },
          }),
        ],
      }),
    ).split("\n");
    expect(drawn.map((line) => line.replace(/\["?[^\]].*/, ""))).toEqual([
      "flowchart LR",
      "  start(",
      "  start --> step_1",
      '  step_1 -.->|"deferred: who"| step_1_1',
      "  step_1_1 --> step_1_1_1",
      '  start -.->|"lazy, 500 ms at most"| step_2',
      '  start -.->|"streamed"| step_3',
    ]);
    expect(drawn[1]).toBe('  start(["query Feed<br>1 call"])');
    expect(drawn.at(-1)).toContain('["feed<br>GET /posts<br>1 call"]');
  });

  test("joins the steps that share batches in a chain", () => {
    const ids = ["1", "2", "3"];
    const steps = ids.map((id) =>
      someStep({ id, path: `p${id}`, batchedWith: ids.filter((other) => other !== id) }),
    );
    const lines = renderMermaid(someExplanation({ steps })).split("\n");
    expect(lines.filter((line) => line.includes("-.-|"))).toEqual([
      '  step_1 -.-|"one batch"| step_2',
      '  step_2 -.-|"one batch"| step_3',
    ]);
  });

  test("writes what would end a label, or be markup, as entities", () => {
    const url = '/a?q={$("<b>#`")}&x=1\\';
    const connector = someConnector({ request: { method: "GET", url } });
    const drawn = renderMermaid(someExplanation({ steps: [someStep({ connector })] }));
    expect(drawn).toContain("GET /a?q={$(#34;#60;b#62;#35;#96;#34;)}#38;x=1#92;<br>");
  });

  test("draws resolvers with round corners", () => {
    const step = someStep({ kind: "resolve", ...noCalls, path: "greet" });
    expect(renderMermaid(someExplanation({ steps: [step] }))).toContain(
      'step_1(["greet<br>a resolver<br>kept for 1 min"])',
    );
  });
});
