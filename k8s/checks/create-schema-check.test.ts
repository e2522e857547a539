import { createSchemaCheck } from "./create-schema-check.ts";
import { findSchema } from "./find-schema.ts";
import { testCheck } from "./testdata/test-check.ts";
import { unlessRequired } from "./unless-required.ts";

const schema = findSchema("kubernetes-1.36-openapi.json");
const skip = unlessRequired(schema.missing);

testCheck(
  "createSchemaCheck",
  skip ? () => [] : createSchemaCheck(schema.read()),
  [
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
    ["kind: Role\n", "kind: Roll\n", "Roll registry is of no kind in rbac.authorization.k8s.io/v1"],
  ],
  { skip },
);
