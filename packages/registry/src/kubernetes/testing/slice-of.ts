import { isIP } from "node:net";
import type { Instance } from "../../registry.ts";
import { splitAddress } from "../../split-address.ts";
import type { Endpoint } from "../endpoint-slice.ts";
import type { SliceContent } from "./fake-api-server.ts";

/** Returns the slice that the EndpointSlice controller would make for a Service of one pod. */
export function sliceOf(instance: Instance, endpoint: Partial<Endpoint> = {}): SliceContent {
  const { host, port } = splitAddress(instance.address);
  return {
    metadata: {
      name: instance.id,
      labels: {
        "kubernetes.io/service-name": instance.service,
        "app.kubernetes.io/part-of": "hipstershop",
        "app.kubernetes.io/version": instance.version,
      },
    },
    addressType: isIP(host) === 6 ? "IPv6" : "IPv4",
    endpoints: [
      {
        addresses: [host],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: "Pod", name: instance.id },
        ...endpoint,
      },
    ],
    ports: [{ name: "rpc", port, protocol: "TCP" }],
  };
}
