import { checkCalls } from "./check-calls.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck(
  "checkCalls",
  (resources) =>
    checkCalls(
      resources,
      new Map([
        ["frontend", new Set(["cartservice"])],
        ["cartservice", new Set<string>()],
      ]),
    ),
  [
    [
      "- podSelector: { matchLabels: { app.kubernetes.io/name: frontend } }",
      "- podSelector: { matchLabels: { app.kubernetes.io/name: frontend } }\n        - podSelector: { matchLabels: { app.kubernetes.io/name: cartservice } }",
      "A policy allows cartservice -> cartservice, which is never called",
    ],
    [/ {4}- ports: \[\{ port: 8080 \}\]\n.*/s, "", "No policy allows frontend -> cartservice"],
  ],
);
