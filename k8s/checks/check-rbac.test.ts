import { checkRbac } from "./check-rbac.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkRbac", checkRbac, [
  [
    "verbs: [list, watch]",
    "verbs: [get, list, watch]",
    "Role registry allows other things than list and watch on endpointslices",
  ],
  [
    "kind: Role\nmetadata",
    "kind: ClusterRole\nmetadata",
    "ClusterRole registry reaches beyond the namespace",
  ],
  [
    "automountServiceAccountToken: false",
    "automountServiceAccountToken: true",
    "Deployment cartservice has a token it cannot use",
  ],
  [
    "automountServiceAccountToken: true",
    "automountServiceAccountToken: false",
    "Deployment frontend has a Role and no token",
  ],
  [
    "serviceAccountName: cartservice\n      automountServiceAccountToken: false",
    "serviceAccountName: frontend",
    "Deployment cartservice shares its account with Deployment frontend",
  ],
]);
