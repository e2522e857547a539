# Every image of the shop, built by BuildKit from the top of the repository:
#   docker build --target production --build-arg SERVICE=currencyservice -t currencyservice .
#   docker build --target dev -t hipstershop-dev .
# Where npm trusts a certificate authority of your own: --secret id=ca,src=/path/to/ca.crt

ARG NODE_IMAGE=node:26.10.0-bookworm-slim

# The manifests alone: while they stay the same, what npm installed is used again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

# One bundle for each service, the same on every architecture. All images share this stage.
FROM --platform=${BUILDPLATFORM} ${NODE_IMAGE} AS build
WORKDIR /app
ENV DO_NOT_TRACK=1
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm \
    --mount=type=secret,id=ca,target=/run/ca.crt \
    if [ -f /run/ca.crt ]; then export NODE_EXTRA_CA_CERTS=/run/ca.crt; fi; \
    npm ci
COPY . .
RUN npm run build

# Development: all services from source, in one image. Each Deployment names its entry file.
# The user that runs it owns the sources, so changed ones can be copied into a running pod.
FROM ${NODE_IMAGE} AS dev
WORKDIR /app
RUN chown 1000:1000 .
USER 1000:1000
COPY --from=manifests --chown=1000:1000 /app ./
RUN --mount=type=cache,target=/tmp/npm,uid=1000,gid=1000 \
    --mount=type=secret,id=ca,target=/run/ca.crt,uid=1000 \
    if [ -f /run/ca.crt ]; then export NODE_EXTRA_CA_CERTS=/run/ca.crt; fi; \
    npm ci --cache /tmp/npm --omit=dev --omit=optional
COPY --chown=1000:1000 . .
COPY --from=build --chown=1000:1000 /app/packages/proto/gen packages/proto/gen
ENTRYPOINT ["node"]

# Production: Node and the bundle of one service, nothing else.
FROM ${NODE_IMAGE} AS production
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/services/${SERVICE}/dist ./
USER 1000:1000
ENTRYPOINT ["node"]
# A nursery of 8 MB takes a twentieth less CPU than one of 4 MB, for a twentieth more memory after load;
# one of 16 MB takes no less CPU, for more memory. Of an old space that may grow to gigabytes, Node collects
# only a quarter of the time: a pod has 256 MB.
CMD ["--max-semi-space-size=8", "--max-old-space-size=160", "main.js"]
