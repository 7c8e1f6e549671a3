# One image for every service: its command says which one runs.
#   docker build -t emberlog .
#   docker run -p 127.0.0.1:8787:8787 -v emberlog:/var/lib/emberlog emberlog
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV CI=true
# The manifest names the version of the package manager.
COPY package.json .npmrc pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global "$(node -p 'require("./package.json").packageManager')" && pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile \
 && node_modules/.bin/tsc -b services/*
# What only building needs goes: packages, sources, types.
RUN node infra/prune-build.mjs \
 && rm -rf node_modules packages/*/node_modules services/*/node_modules \
 && pnpm install --prod --offline --frozen-lockfile --filter-prod '{./services/*}...' \
 && rm -rf packages/cli packages/testing node_modules/.modules.yaml node_modules/.pnpm-workspace-state*.json

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    # Every running query of the embedded engine holds a libuv thread; four would starve the log.
    UV_THREADPOOL_SIZE=16 \
    EMBERLOG_HOST=0.0.0.0 \
    EMBERLOG_DATA_DIR=/var/lib/emberlog
WORKDIR /app
RUN mkdir /var/lib/emberlog && chown node:node /var/lib/emberlog
# From what changes seldom to what changes often.
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/services ./services
COPY --from=build /app/infra/answers.sh ./infra/
USER node
EXPOSE 8787
CMD ["node", "services/standalone/dist/main.js"]
