import { checkImages } from "./check-images.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkImages", checkImages, [
  [
    "image: frontend:0.1.0",
    "image: frontend:latest",
    'Deployment frontend runs "frontend:latest", whose tag is not exact',
  ],
  [
    "image: frontend:0.1.0",
    "image: frontend:0.1-alpine",
    'Deployment frontend runs "frontend:0.1-alpine", whose tag is not exact',
  ],
  [
    "image: frontend:0.1.0",
    "image: localhost:5000/frontend",
    'Deployment frontend runs "localhost:5000/frontend", whose tag is not exact',
  ],
  [
    "image: frontend:0.1.0",
    "image: frontend:0.2.0",
    'Deployment frontend runs "frontend:0.2.0" and is labelled version "0.1.0"',
  ],
]);
