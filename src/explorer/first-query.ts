import { parse, print } from "graphql";

import { sampleQuery } from "../execution/sample-query.ts";

/** What stands in the editor at first: how to begin, and a query that works on the schema. */
export async function firstQuery(url: string): Promise<string> {
  const sample = await sampleQuery({ execute: (request) => ask(url, request) });
  return `${welcome}${print(parse(sample))}\n`;
}

const welcome = `# Run it, or have it explained:
# "Explain", on the left, tells what
# it asks of which sources.
`;

/** An answer that cannot be had is one without data. */
async function ask(url: string, request: object): Promise<{ readonly data?: unknown }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    return await response.json();
  } catch {
    return {};
  }
}
