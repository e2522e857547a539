// A whole program for tests of serve: what services/*/src/main.ts is to a service.
import { setTimeout as wait } from "node:timers/promises";
import { defineWeb } from "../definition.ts";
import { serve } from "../serve.ts";
import { integer } from "../settings/variables.ts";

await serve(
  defineWeb({
    name: "slowservice",
    variables: {
      START_MS: integer({ min: 0, max: 60_000, fallback: 0 }),
      ANSWER_MS: integer({ min: 0, max: 60_000, fallback: 0 }),
    },
    create: async ({ config, log, resources }) => {
      log.info("starting");
      await wait(config.START_MS);
      resources.defer(() => log.info("released"));
      return async (_, response) => {
        log.info("answering");
        await wait(config.ANSWER_MS);
        response.end("answered");
      };
    },
  }),
);
