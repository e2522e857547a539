import { checkPorts } from "./check-ports.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkPorts", checkPorts, [
  [
    "targetPort: rpc",
    "targetPort: grpc",
    'Service cartservice leads to port "grpc", which Deployment cartservice does not open',
  ],
  [
    'readinessProbe: { grpc: { port: 8080, service: "" } }',
    "readinessProbe: { grpc: { port: 9090 } }",
    'Deployment cartservice probes port "9090" in its readinessProbe, which it does not open',
  ],
  ['service: "" }', "service: liveness }", "Deployment cartservice is ready whenever it lives"],
  [
    /livenessProbe: { grpc.*\n/,
    "livenessProbe: { failureThreshold: 360 }\n",
    "Deployment cartservice asks nothing in its livenessProbe",
  ],
  [/startupProbe: { grpc.*\n/, "\n", "Deployment cartservice has no startupProbe"],
  [
    'PORT, value: "8080"',
    'PORT, value: "80"',
    "Deployment frontend is told to listen on 80, which it does not open",
  ],
  [
    "ports: [{ port: 8080 }]",
    "ports: [{ port: 80 }]",
    'NetworkPolicy cartservice allows port "80", which Deployment cartservice does not open',
  ],
]);
