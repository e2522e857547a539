import { checkVariables } from "./check-variables.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck(
  "checkVariables",
  (resources) =>
    checkVariables(
      resources,
      new Map([
        ["frontend", new Set(["PORT"])],
        ["cartservice", new Set(["PORT", "DATA_FOLDER"])],
      ]),
    ),
  [
    [
      "name: DATA_FOLDER",
      "name: DATA_FOLDR",
      "Deployment cartservice sets DATA_FOLDR, which the service does not read",
    ],
    [
      "services/$(SERVICE)/src",
      "services/cartservice/src",
      "Deployment cartservice sets SERVICE, which the service does not read",
    ],
  ],
);
