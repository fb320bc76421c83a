# Heartbeat. Three stages: what is compiled and what is only needed for that stay behind. The first two make JavaScript,
# which is the same for every processor, on the one that builds.
#   docker build --tag heartbeat .
#   docker run --rm --read-only --publish 8080:8080 --volume ./heartbeat.yaml:/etc/heartbeat/heartbeat.yaml:ro heartbeat
ARG NODE_IMAGE=node:24-bookworm-slim

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && find dist -name '*.map' -delete
RUN mkdir bin && chmod +x dist/cli/heartbeat.js && ln -s ../dist/cli/heartbeat.js bin/heartbeat

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
# npm keeps TypeScript as an optional peer of Swagger, which needs it only for a plugin of compilers.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/typescript node_modules/.bin/ts*
# Source maps and declarations are for debuggers and compilers; no program reads them. They are half of what npm installs.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${NODE_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="heartbeat" \
      org.opencontainers.image.description="Is the API I depend on up right now? A truthful answer from gateway traffic." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /dependencies/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/bin ./bin
# heartbeat.yaml is looked for where the process starts; without one all defaults hold.
WORKDIR /etc/heartbeat
ENV NODE_ENV=production
# `docker exec CONTAINER heartbeat doctor`.
ENV PATH=/app/bin:$PATH
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["node", "/app/dist/cli/heartbeat.js", "healthcheck"]
# Node itself, without npm or a shell around it, so that SIGTERM reaches it.
ENTRYPOINT ["node", "/app/dist/cli/heartbeat.js"]
CMD ["serve"]
