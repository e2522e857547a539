import { Agent } from "node:http";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
  HealthCheckResponse_ServingStatusSchema as StatusSchema,
} from "@hipstershop/proto/grpc/health/v1/health";
import type { Instance } from "@hipstershop/registry";

const ANSWER_MS = 2_000;

/**
 * Asks an instance for its health, and then, where it has RPCs of its own, for that of the
 * service with its store. Returns "SERVING", "NOT_SERVING", or why there was no answer.
 */
export async function checkHealth({ address, service }: Instance): Promise<string> {
  const transport = createConnectTransport({
    baseUrl: `http://${address}`,
    httpVersion: "1.1",
    // An agent of its own, which uses no proxy, as between services.
    nodeOptions: { agent: new Agent() },
  });
  const { check } = createClient(Health, transport);
  try {
    const own = OWN_NAMES.get(service);
    for (const name of own === undefined ? [""] : ["", own]) {
      const { status } = await check({ service: name }, { timeoutMs: ANSWER_MS });
      if (status !== Status.SERVING) return StatusSchema.value[status]?.name ?? String(status);
    }
    return "SERVING";
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    return code === Code.DeadlineExceeded ? `silent for ${ANSWER_MS} ms` : rawMessage;
  }
}

/** The full names of the RPC services, "hipstershop.CartService", by registry name. */
const OWN_NAMES = new Map(
  fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSet, "base64"))
    .file.filter((file) => file.package === "hipstershop")
    .flatMap((file) => file.service)
    .map(({ name }) => [name.toLowerCase(), `hipstershop.${name}`]),
);
