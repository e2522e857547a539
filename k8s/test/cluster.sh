#!/usr/bin/env bash
# Deploys the kind overlay to a cluster, drives it with the end-to-end suite, restarts every
# Deployment in turn under load, and removes it: KUBECONFIG=... k8s/test/cluster.sh
# It wants skaffold, kubectl and Docker, and exits with 0 when no request failed. With DEPLOY=kubectl
# it wants kubectl alone: the nodes then have the image hipstershop-dev:0.1.0 already.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${KUBECONFIG:?must name the kubeconfig of a cluster that may be used for tests}"
in_shop=(kubectl --namespace hipstershop)

case "${DEPLOY:=skaffold}" in
skaffold)
  deploy=(skaffold run --status-check=true)
  delete=(skaffold delete)
  ;;
kubectl)
  deploy=(kubectl apply --kustomize k8s/overlays/kind)
  delete=(kubectl delete --kustomize k8s/overlays/kind --ignore-not-found)
  ;;
*)
  echo "DEPLOY is \"$DEPLOY\"; it is skaffold or kubectl" >&2
  exit 2
  ;;
esac

forward=
remove() {
  if [ -n "$forward" ]; then kill "$forward" || true; fi
  "${delete[@]}"
}
trap remove EXIT

"${deploy[@]}"
"${in_shop[@]}" wait deployment --all --for=condition=Available --timeout=300s

echo "The end-to-end suite, through a port forward"
forwarding=$(mktemp)
"${in_shop[@]}" port-forward service/frontend :80 >"$forwarding" &
forward=$!
for _ in $(seq 50); do
  grep -q Forwarding "$forwarding" && break
  sleep 0.2
done
port=$(sed -nE '1s/.*127\.0\.0\.1:([0-9]+) .*/\1/p' "$forwarding")
rm "$forwarding"
FRONTEND_URL="http://127.0.0.1:$port" npm exec -- node --test e2e/src/purchase.test.ts

echo "The drill: customers inside the cluster, and every Deployment restarted"
image=$("${in_shop[@]}" get deployment frontend \
  --output jsonpath='{.spec.template.spec.containers[0].image}')
kubectl kustomize k8s/test/drill | sed "s|image: .*|image: $image|" |
  "${in_shop[@]}" apply --filename -
"${in_shop[@]}" wait pod --selector job-name=drill --for=condition=Ready --timeout=60s
for deployment in $("${in_shop[@]}" get deployment --output name); do
  "${in_shop[@]}" rollout restart "$deployment"
  "${in_shop[@]}" rollout status "$deployment" --timeout=120s
done
# The load generator exits with 1 when a request failed.
if ! "${in_shop[@]}" wait job/drill --for=condition=Complete --timeout=400s; then
  "${in_shop[@]}" logs job/drill --tail=100
  exit 1
fi
"${in_shop[@]}" logs job/drill --tail=10
