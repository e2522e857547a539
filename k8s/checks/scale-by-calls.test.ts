import assert from "node:assert/strict";
import { test } from "node:test";
import { renderComponents } from "../chart/render-components.ts";
import { readKubernetesSchema } from "../schemas/read-schema.ts";
import { createSchemaCheck } from "./create-schema-check.ts";
import { whyNoKustomize } from "./render.ts";
import { ofKind, type Resource } from "./resource.ts";
import { unlessRequired } from "./unless-required.ts";

interface Scaler extends Resource {
  readonly spec: {
    readonly metrics: readonly {
      readonly resource?: { readonly name: string };
      readonly pods?: { readonly metric: { readonly name: string } };
    }[];
  };
}

const skip = unlessRequired(await whyNoKustomize());

test("components/scale-by-calls has every service scaled by a metric more, and by CPU", {
  skip,
}, async () => {
  const resources = await renderComponents(new Set(["scale-by-calls"]));
  assert.deepEqual(createSchemaCheck(readKubernetesSchema())(resources), []);
  for (const { metadata, spec } of ofKind<Scaler>(resources, "HorizontalPodAutoscaler")) {
    const names = spec.metrics.map(({ resource, pods }) => resource?.name ?? pods?.metric.name);
    const side = metadata.name === "frontend" ? "client" : "server";
    assert.deepEqual(names, ["cpu", `hipstershop_rpc_${side}_active_calls`], metadata.name);
  }
});
