import type { RegistryKind } from "../registry-kind.ts";
import { createKubernetesRegistry } from "./kubernetes.ts";

export const kind: RegistryKind = {
  name: "kubernetes",
  reach: "network",
  spreadMs: 5_000,
  announces: "readiness",
  hint: "no pod of it is ready: kubectl get pods says why",
  open: () => createKubernetesRegistry(),
};
