import { expect, test } from "vitest";

import { joinMetrics } from "../../src/workers/join-metrics.ts";

const one = `# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{source="a",path="/{id} x"} 1
# HELP up Whether it is there.
# TYPE up gauge
up 1
# HELP odd It has braces, and nothing in them.
# TYPE odd gauge
odd{} 2 1700000000
`;
const two = `# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{source="a",path="/{id} x"} 5
# only a remark
# TYPE late gauge
late 3
`;

test("the metrics of workers stand together by name, and each series has its worker", () => {
  const scraped = [
    { worker: 1, text: one },
    { worker: 3, text: two },
    { worker: 2, text: undefined },
  ];
  expect(joinMetrics(scraped, { crashes: 4 })).toBe(`# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{worker="1",source="a",path="/{id} x"} 1
calls_total{worker="3",source="a",path="/{id} x"} 5
# HELP up Whether it is there.
# TYPE up gauge
up{worker="1"} 1
# HELP odd It has braces, and nothing in them.
# TYPE odd gauge
odd{worker="1"} 2 1700000000
# TYPE late gauge
late{worker="3"} 3
# HELP sluice_workers Workers that listen, by whether they answered this scrape.
# TYPE sluice_workers gauge
sluice_workers{state="answering"} 2
sluice_workers{state="silent"} 1
# HELP sluice_worker_crashes_total Workers that ended without being told to.
# TYPE sluice_worker_crashes_total counter
sluice_worker_crashes_total 4
`);
});
