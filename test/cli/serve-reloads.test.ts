import { expect, onTestFinished, test } from "vitest";

import { startGatewayProcess } from "../gateway/support/gateway-process.ts";

const schema = (text: string) => `
  type Query { greeting: String @connect(selection: "$(\\"${text}\\")") }
`;

test("sluice serve reads its schema anew at SIGHUP, and keeps the old one where the new one is wrong", async () => {
  const gateway = await startGatewayProcess({ schema: schema("hello") });
  onTestFinished(() => gateway.kill());
  const greeting = async () => (await gateway.ask("{ greeting }")).data?.["greeting"];
  expect(await greeting()).toBe("hello");

  gateway.edit("type Query {");
  gateway.hangUp();
  const refusal = await gateway.says("reload refused: schema and settings stay as they were");
  expect(JSON.stringify(refusal)).toContain("SDL_SYNTAX");
  expect(await greeting()).toBe("hello");

  gateway.edit(schema("good day"));
  gateway.hangUp();
  await gateway.says("reloaded");
  expect(await greeting()).toBe("good day");
});
