import { checkStores } from "./check-stores.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkStores", (resources) => checkStores(resources, new Set(["cartservice"])), [
  [
    /DATA_FOLDER, value: \/data/,
    "REDIS_ADDR, value: redis",
    "Deployment cartservice has not both a volume and a DATA_FOLDER",
  ],
  [
    / {6}volumes:\n.*\n.*claimName: carts }\n/,
    "",
    "Deployment cartservice keeps data, and has neither a volume nor a server for them",
  ],
  [
    "strategy: { type: Recreate }",
    "strategy: { type: RollingUpdate }",
    "Deployment cartservice has a volume, and is not stopped before its successor starts",
  ],
  [
    "kind: Deployment, name: frontend",
    "kind: Deployment, name: cartservice",
    "Deployment cartservice has a volume, and up to 4 replicas",
  ],
]);
