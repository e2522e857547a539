import { checkSecrets } from "./check-secrets.ts";
import { testCheck } from "./testdata/test-check.ts";

const FROM_SECRET =
  "DATABASE_URL, valueFrom: { secretKeyRef: { name: postgres, key: DATABASE_URL } }";

testCheck("checkSecrets", (resources) => checkSecrets(resources, new Set()), [
  [
    "{ name: DATA_FOLDER, value: /data }",
    `{ name: ${FROM_SECRET} }`,
    'Deployment cartservice reads DATABASE_URL from "DATABASE_URL" of Secret postgres, which is not there',
  ],
]);
