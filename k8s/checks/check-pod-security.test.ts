import { checkPodSecurity } from "./check-pod-security.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkPodSecurity", checkPodSecurity, [
  [
    "enforce: restricted",
    "enforce: baseline",
    "Namespace hipstershop does not enforce the restricted profile",
  ],
  ["runAsNonRoot: true", "runAsNonRoot: false", "Deployment frontend may run as root"],
  ["runAsNonRoot: true", "runAsNonRoot: true, runAsUser: 0", "Deployment frontend runs as root"],
  [", seccompProfile: { type: RuntimeDefault }", "", "Deployment frontend has no seccomp profile"],
  [
    "allowPrivilegeEscalation: false",
    "privileged: false",
    "Deployment frontend may gain privileges",
  ],
  [
    "allowPrivilegeEscalation: false",
    "allowPrivilegeEscalation: false\n            privileged: true",
    "Deployment frontend is privileged",
  ],
  [
    "readOnlyRootFilesystem: true",
    "readOnlyRootFilesystem: false",
    "Deployment frontend can write its root file system",
  ],
  ["drop: [ALL]", "drop: [NET_RAW]", "Deployment frontend keeps capabilities"],
  ["drop: [ALL]", "drop: [ALL], add: [SYS_ADMIN]", "Deployment frontend adds capabilities"],
  [
    "serviceAccountName: frontend",
    "hostNetwork: true\n      serviceAccountName: frontend",
    "Deployment frontend sets hostNetwork",
  ],
  [
    "persistentVolumeClaim: { claimName: carts }",
    "hostPath: { path: / }",
    'Deployment cartservice mounts a volume of type "hostPath"',
  ],
  [
    "containerPort: 8080",
    "containerPort: 8080, hostPort: 80",
    "Deployment frontend takes a port of the host",
  ],
]);
