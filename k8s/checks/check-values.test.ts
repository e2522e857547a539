import { checkValues } from "./check-values.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkValues", checkValues, [
  ["memory: 96Mi", "memory: 96MB", 'Deployment cartservice has the quantity "96MB"'],
  ["storage: 1Gi", "storage: 1G i", 'PersistentVolumeClaim carts has the quantity "1G i"'],
  ["name: carts\n", "name: Carts\n", "PersistentVolumeClaim Carts is not named like a host"],
]);
