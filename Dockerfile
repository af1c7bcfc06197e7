# Reelsmith in a container: `docker build -t reelsmith .`
# The program is owned by root and never written to; everything that changes lies in /data and /tmp, so the root file
# system may be read-only. How it is run: compose.yaml, deploy/kubernetes, docs/operations.md.
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /app
# Packages in a layer of their own: they change seldom.
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN ["node", "--input-type=module", "-e", "import { install } from './scripts/setup.mjs'; install();"]
COPY nest-cli.json tsconfig.json tsconfig.build.json LICENSE ./
COPY src src
COPY web web
COPY static static
COPY models models
RUN ["node", "scripts/build.mjs"]
# Scripts stay out of it: the binaries are there already.
RUN ["npm", "prune", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
RUN ["rm", "-rf", "node_modules/.cache"]

FROM ${RUNTIME_IMAGE}
# tini, because some engines leave processes behind that somebody has to reap.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 reelsmith \
  && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin reelsmith \
  && install -d -o reelsmith -g reelsmith /data
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/models models
COPY --from=build /app/static static
COPY --from=build /app/scripts/healthcheck.mjs scripts/healthcheck.mjs
COPY --from=build /app/dist dist
# As scripts/node-settings.json; a test keeps them equal.
ENV NODE_ENV=production \
  UV_THREADPOOL_SIZE=32 \
  HOST=0.0.0.0 \
  PORT=8000 \
  DATA_DIR=/data/records \
  SESSIONS_DIR=/data/sessions \
  STATIC_DIR=/data/public
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node_modules/node/bin/node", "scripts/healthcheck.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--", "node_modules/node/bin/node", "--enable-source-maps", "--max-semi-space-size=8"]
CMD ["dist/main.js"]
