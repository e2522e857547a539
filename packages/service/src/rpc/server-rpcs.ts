import type { ServiceImpl } from "@connectrpc/connect";
import { Health as HealthService } from "@hipstershop/proto/grpc/health/v1/health";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";
import { answerRpc, type Rpc } from "../definition.ts";
import type { Health } from "../health/health.ts";
import { createReflection } from "../reflection/reflection.ts";

/** Returns what every server offers beside its own RPCs: its health, and which RPCs there are. */
export function serverRpcs(own: readonly Rpc[], { implementation }: Health): readonly Rpc[] {
  const offered = [...own.map(({ service }) => service), ...SERVICES];
  const reflection = createReflection(offered.map(({ typeName }) => typeName));
  return [
    answerRpc(HealthService, implementation),
    answerRpc(ServerReflection, reflection),
    // Only the packages of the two versions are different.
    answerRpc(
      ServerReflectionAlpha,
      reflection as unknown as ServiceImpl<typeof ServerReflectionAlpha>,
    ),
  ];
}

const SERVICES = [HealthService, ServerReflection, ServerReflectionAlpha];
