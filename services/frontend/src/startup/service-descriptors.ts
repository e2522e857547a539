import { createFileRegistry, type DescService, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { serviceName } from "@hipstershop/rpc";

/**
 * Returns every service of a whole shop by its registry name, in order: what the proto package
 * "hipstershop" declares. The descriptors are a FileDescriptorSet in base64.
 */
export function serviceDescriptors(descriptors = descriptorSet): ReadonlyMap<string, DescService> {
  const bytes = Buffer.from(descriptors, "base64");
  // Generated code is a module to a file, and none knows the others; this set has all.
  const types = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  const services = [...types].filter((type) => type.kind === "service");
  const own = services.filter(({ file }) => file.proto.package === "hipstershop");
  const named = own.map((service) => [serviceName(service), service] as const);
  return new Map(named.sort(([one], [other]) => (one < other ? -1 : 1)));
}
