import type { DescService } from "@bufbuild/protobuf";
import type { Registry } from "@hipstershop/service";
import type { RequestHandler } from "express";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { PageLog } from "./page-log.ts";
import { currentInstances, type Waterfall, waterfall } from "./waterfall.ts";

/** What the template `waterfall` is given. */
interface WaterfallModel extends Waterfall {
  /** The services that there is a page about, by name. */
  readonly described: { has(service: string): boolean };
}

/** Answers `GET /_debug/page/{request id}`: how a page that this process has sent was made. */
export function debugPage(
  log: PageLog,
  registry: Registry,
  descriptors: ReadonlyMap<string, DescService>,
  pages: Pages,
): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const visit = log.find(request.params.id);
    if (!visit) return sendNotFound(pages, request, response, "page");
    const instances = await currentInstances(registry);
    await pages.send<WaterfallModel>(request, response, {
      view: "waterfall",
      title: "How this page was made",
      model: { ...waterfall(visit, registry.name, instances), described: descriptors },
    });
  };
}
