import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";

import { createManualClock } from "../support/manual-clock.ts";
import { startUpstream } from "../support/upstream.ts";
import { unexplained } from "./support/explain-answer.ts";
import { schemaFile } from "./support/open-gateway.ts";
import { openWorldService } from "./support/open-world-service.ts";
import { firstWorld, type World, worldRoutes, type WorldView } from "./support/scripted-world.ts";
import { someScene } from "./support/world-events.ts";
import { worldSchema } from "./support/world-schema.ts";
import { WorldRun } from "./support/world-run.ts";
import { everything, queryOf, unitsOf, unitsTold, type WorldRules } from "./support/world-units.ts";

/**
 * A shop whose products change, vanish and come back, whose servers fail, and who ask for it at
 * random; through a service that keeps what it may. Each value that anybody is told is held against
 * what a service that keeps nothing says in the world that some call has met.
 */

const rules: WorldRules = {
  product: { ttlMs: 10_000, staleMs: 5000, errorMs: 10_000, missingMs: 4000 },
  hot: { ttlMs: 2000, staleMs: 0, errorMs: 0, missingMs: 0 },
  account: { ttlMs: 3000, staleMs: 0, errorMs: 6000, missingMs: 1000 },
  order: { ttlMs: 20_000, staleMs: 30_000, errorMs: 0, missingMs: 0 },
};

const runs = 40 * Number(process.env["LAWS_RUNS"] ?? 1);

test("whatever happens, callers are told what a source said, of late enough, to them, and no better", async () => {
  let shown: World = firstWorld;
  const still = stillView(() => shown);
  let live = still;
  await using upstream = await startUpstream({
    ...worldRoutes("live", () => live),
    ...worldRoutes("shown", () => still),
  });
  const schema = schemaFile(worldSchema(rules));
  const random = vi.spyOn(Math, "random");
  onTestFinished(() => random.mockRestore());
  const uncached = await openWorldService({
    schema,
    baseUrl: `${upstream.url}/shown`,
    clock: createManualClock(),
    isCached: false,
  });
  onTestFinished(() => uncached.close());
  const units = {
    anna: unitsOf("anna", rules),
    ben: unitsOf("ben", rules),
  };

  await fc.assert(
    fc.asyncProperty(
      fc.array(someScene, { minLength: 5, maxLength: 12, size: "max" }),
      fc.constantFrom(0, 0, 0.5, 0.99),
      async (scenes, chance) => {
        random.mockReturnValue(chance);
        const clock = createManualClock();
        const run = new WorldRun(clock);
        live = run;
        const service = await openWorldService({
          schema,
          baseUrl: `${upstream.url}/live`,
          clock,
          isCached: true,
        });
        try {
          await run.play(scenes.flat(), service);
        } finally {
          await service.close();
        }

        const replays = new Map<string, ReadonlyMap<string, string>>();
        for (const observation of run.observations) {
          // oxlint-disable-next-line no-await-in-loop -- they all show their worlds to one service
          const problems = await unexplained(observation, {
            units: units[observation.caller],
            calls: run.calls,
            fences: run.fences,
            async replay(world, asker) {
              const name = `${world.version} ${asker}`;
              const known = replays.get(name);
              if (known !== undefined) return known;
              shown = world;
              const headers = { authorization: asker };
              const answer = await uncached.ask(queryOf(everything), { headers });
              const values = new Map(unitsTold(answer).map(({ unit, value }) => [unit, value]));
              replays.set(name, values);
              return values;
            },
          });
          expect({ problems, observation }).toEqual({ problems: [], observation });
        }
      },
    ),
    { numRuns: runs },
  );
});

/** One that nobody watches, and nobody changes. */
function stillView(world: () => World): WorldView {
  return {
    world,
    hold: async () => undefined,
    arrived: (asked) => ({ ...asked, arrivedAt: 0, arrivedAtMs: 0, answeredAt: 0 }),
    answered: () => undefined,
    write: () => "refused",
  };
}
