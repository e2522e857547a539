import { checkSelectors } from "./check-selectors.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkSelectors", checkSelectors, [
  [
    "labels: { app.kubernetes.io/name: cartservice, app",
    "labels: { app.kubernetes.io/name: cart, app",
    "Deployment cartservice does not select its own pods",
  ],
  [
    "selector: { app.kubernetes.io/name: frontend }",
    "selector: { app.kubernetes.io/name: fronted }",
    "Service frontend does not select the pods of exactly one workload",
  ],
  [
    "labelSelector: { matchLabels: { app.kubernetes.io/name: cartservice } }",
    "labelSelector: { matchLabels: {} }",
    "Deployment cartservice spreads over other pods than its own",
  ],
  [
    /(kind: PodDisruptionBudget.*?)name: cartservice }/s,
    "$1name: cart }",
    "PodDisruptionBudget cartservice does not select the pods of exactly one workload",
  ],
  [
    "podSelector: { matchLabels: { app.kubernetes.io/name: cartservice } }",
    "podSelector: { matchLabels: { name: cartservice } }",
    "NetworkPolicy cartservice selects no pod",
  ],
  [
    "- podSelector: { matchLabels: { app.kubernetes.io/name: frontend } }",
    "- podSelector: { matchLabels: { app.kubernetes.io/name: web } }",
    "NetworkPolicy cartservice names a peer that selects no pod",
  ],
  [
    "serviceAccountName: cartservice",
    "serviceAccountName: cart",
    'Deployment cartservice runs as "cart", which is no ServiceAccount here',
  ],
  [
    "claimName: carts",
    "claimName: cart",
    'Deployment cartservice mounts "cart", which is no claim here',
  ],
  [
    /(kind: Role\n {2}name:) registry/,
    "$1 reader",
    'RoleBinding frontend names Role "reader", which is not here',
  ],
  [
    "kind: Deployment, name: frontend",
    "kind: Deployment, name: web",
    'HorizontalPodAutoscaler frontend scales Deployment "web", which is not here',
  ],
]);
