import type { DescService } from "@bufbuild/protobuf";
import { type ServiceOffer, serviceOffer } from "@hipstershop/reflection";
import type { Registry } from "@hipstershop/service";
import type { RequestHandler } from "express";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";

/** What the template `offer` is given. */
interface OfferModel extends ServiceOffer {
  readonly service: string;
  /** Whether another process can find it, to ask it the same. */
  readonly asked: boolean;
}

/**
 * Answers `GET /_debug/service/{name}`: what a service offers. It reads the same descriptors that
 * every server's reflection serves.
 */
export function debugService(
  descriptors: ReadonlyMap<string, DescService>,
  registry: Pick<Registry, "traits">,
  pages: Pages,
): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const { name } = request.params;
    const service = descriptors.get(name);
    if (!service) return sendNotFound(pages, request, response, "page");
    await pages.send<OfferModel>(request, response, {
      view: "offer",
      title: `What ${name} offers`,
      model: {
        ...unwrapped(serviceOffer(service)),
        service: name,
        asked: registry.traits?.reach !== "process",
      },
    });
  };
}

/** Joins the lines of each comment, which are broken as in the proto file. */
function unwrapped<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, each) =>
    key === "comment" ? each.replace(/(?<!\n)\n(?!\n)/g, " ") : each,
  );
}
