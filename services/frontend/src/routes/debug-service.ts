import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { serviceName } from "@hipstershop/rpc";
import { type ServiceOffer, serviceOffer } from "@hipstershop/service";
import type { RequestHandler } from "express";
import type { Pages } from "../pages.ts";
import { sendNotFound } from "../send-not-found.ts";
import { SHOP_SERVICES } from "../shop.ts";

/**
 * Answers `GET /_debug/service/{name}`: what a service offers. It reads the very descriptors
 * that every server's reflection serves, for they come from the one proto directory.
 */
export function debugService(pages: Pages): RequestHandler<{ name: string }> {
  let offers: ReadonlyMap<string, ServiceOffer> | undefined;
  return async (request, response) => {
    const { name } = request.params;
    offers ??= readOffers();
    const offer = offers.get(name);
    if (!offer) return sendNotFound(pages, request, response, "page");
    await pages.send(request, response, {
      view: "offer",
      title: `What ${name} offers`,
      model: { ...offer, service: name },
    });
  };
}

function readOffers(): ReadonlyMap<string, ServiceOffer> {
  const bytes = Buffer.from(descriptorSet, "base64");
  // The generated code carries no comments; this set does.
  const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  const offers = new Map<string, ServiceOffer>();
  for (const { typeName } of SHOP_SERVICES) {
    const service = files.getService(typeName);
    if (service) offers.set(serviceName(service), unwrapped(serviceOffer(service)));
  }
  return offers;
}

/** Joins the lines of each comment: they were broken where the proto file's lines end. */
function unwrapped<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, each) =>
    key === "comment" ? each.replace(/(?<!\n)\n(?!\n)/g, " ") : each,
  );
}
