import { expect, test } from "vitest";

import { refuseOldNode } from "../../src/cli/refuse-old-node.ts";

test.each(["20.20.2", "22.3.0", "22.21.9", "9.11.2"])("Node %s is too old", (version) => {
  expect(refuseOldNode(version)).toBe(
    `Sluice needs Node 22.22 or later, and this is Node ${version}. For this project alone: npm i -D node@24. For all, with a version manager: nvm install 24.`,
  );
});

test.each(["22.22.0", "22.100.1", "24.0.0", "100.0.0", process.versions.node])(
  "Node %s will do",
  (version) => {
    expect(refuseOldNode(version)).toBeUndefined();
  },
);
