import { crashReason, defineWeb, flag, text } from "@hipstershop/service";
import * as v from "valibot";
import { createApp } from "./app.ts";
import { assetsFolder } from "./assets-folder.ts";
import { openAssets } from "./http/assets.ts";
import { bannerStyle } from "./site/banner-style.ts";
import { createServices } from "./site/services.ts";
import { followObserver } from "./startup/follow-observer.ts";
import { logStatus } from "./startup/log-status.ts";
import { serviceDescriptors } from "./startup/service-descriptors.ts";
import { shownAddress } from "./startup/shown-address.ts";

const PLATFORMS = ["local", "gcp", "aws", "azure", "onprem", "alibaba"] as const;

/** The web shop: pages over HTTP, made of calls to the services by name. */
export const frontend = defineWeb({
  name: "frontend",
  port: 8080,
  variables: {
    BASE_URL: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^(\/[\w.~-]+)*\/?$/, 'must be a path such as "/shop"'),
        v.transform((path) => path.replace(/\/$/, "")),
      ),
      "",
    ),
    ENV_PLATFORM: v.optional(v.picklist(PLATFORMS, `must be one of ${PLATFORMS.join(", ")}`)),
    BANNER_COLOR: v.optional(
      v.pipe(v.string(), v.regex(/^(#[\da-f]{3,8}|[a-z]{3,30})$/i, "must be a CSS colour")),
    ),
    FRONTEND_MESSAGE: text(),
    ENABLE_SINGLE_SHARED_SESSION: flag(),
    RESPONSE_CACHE: flag(true),
  },
  create(context) {
    const { config, log, registry, draining, development } = context;
    const assets = context.resources.use(openAssets(assetsFolder, { watched: development }));
    const descriptors = serviceDescriptors();
    const status = context.announced.then(async ({ address }) =>
      logStatus({
        registry,
        log,
        services: [...descriptors.keys()],
        url: `http://${await shownAddress(address)}${config.BASE_URL}`,
        crashReason: (service) =>
          development ? crashReason(context.dataFolder(), service) : undefined,
        signal: draining,
      }),
    );
    status.catch((error) =>
      log.warn({ err: error }, "The log tells no more of which services are missing"),
    );
    return createApp({
      services: createServices(context.client, { cache: config.RESPONSE_CACHE }),
      serviceCount: descriptors.size,
      assets,
      log,
      draining,
      faults: context.faults,
      tracing: { recorder: context.recorder, takesBaggage: development },
      sharedSession: config.ENABLE_SINGLE_SHARED_SESSION,
      site: {
        base: config.BASE_URL,
        platform: config.ENV_PLATFORM,
        message: config.FRONTEND_MESSAGE,
        bannerStyle: bannerStyle(config.BANNER_COLOR),
        // A pod's address is none for a browser.
        observer:
          development && registry.traits?.reach !== "network"
            ? followObserver(registry, draining)
            : undefined,
      },
    });
  },
});
