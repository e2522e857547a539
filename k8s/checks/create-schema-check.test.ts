import { readKubernetesSchema } from "../schemas/read-schema.ts";
import { createSchemaCheck } from "./create-schema-check.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("createSchemaCheck", createSchemaCheck(readKubernetesSchema()), [
  [
    "targetPort: rpc",
    "targetport: rpc",
    'Service cartservice/spec/ports/0 must NOT have additional properties "targetport"',
  ],
  [
    "maxReplicas: 4",
    "minReplicas: 4",
    "HorizontalPodAutoscaler frontend/spec must have required property 'maxReplicas'",
  ],
  [
    "kind: Role\n",
    "kind: Roll\n",
    "Roll registry is of no kind in rbac.authorization.k8s.io/v1 that k8s/schemas has",
  ],
]);
