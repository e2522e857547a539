import { checkRbac } from "./check-rbac.ts";
import { testCheck } from "./testdata/test-check.ts";

const calls = new Map([["frontend", new Set(["cartservice"])]]);

testCheck("checkRbac", (resources) => checkRbac(resources, calls), [
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
  [
    '        hipstershop/calls-others: "true"\n',
    "",
    "Deployment frontend calls cartservice, and lacks ../calls-others",
  ],
  [
    "labels: { app.kubernetes.io/name: cartservice,",
    'labels: { hipstershop/calls-others: "true", app.kubernetes.io/name: cartservice,',
    "Deployment cartservice calls nobody, and has ../calls-others",
  ],
]);
