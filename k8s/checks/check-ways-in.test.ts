import { checkWaysIn } from "./check-ways-in.ts";
import { testCheck } from "./testdata/test-check.ts";

testCheck("checkWaysIn", checkWaysIn, [
  [
    "hosts: [shop.example.com]",
    "hosts: [example.com]",
    'Ingress shop names no certificate for "shop.example.com"',
  ],
  [
    "service: { name: frontend, port: { name: http } }",
    "service: { name: frontend, port: { name: web } }",
    'Ingress shop leads to port "web" of Service frontend, which is not there',
  ],
  [
    "backendRefs: [{ name: frontend, port: 80 }]",
    "backendRefs: [{ name: shop, port: 80 }]",
    'HTTPRoute shop leads to port "80" of Service shop, which is not there',
  ],
]);
