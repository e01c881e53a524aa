ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY LICENSE ./
COPY src src
# The bundle holds everything that it needs, with the licences of what is in it, so the image has no node_modules.
RUN npm run build \
 && rm dist/index.* \
 && install -D --mode=644 --target-directory=/app package.json LICENSE \
 && cp --recursive dist /app/dist \
 && install --directory --owner=65532 /app/compile-cache

# Node names the compile cache after the user's id and the file's path: both have to be those of the image.
USER 65532:65532
# A server that starts and stops: Node keeps the code of what ran.
RUN NODE_COMPILE_CACHE=/app/compile-cache node /app/dist/bin.cjs --host 127.0.0.1 --port 0 --port-file /tmp/port & server=$! \
 && timeout 30 sh -c 'until [ -s /tmp/port ]; do sleep 0.05; done' \
 && kill $server && wait $server
USER 0:0
# Node lets only the owner read it, and the image's user should own nothing.
RUN chmod --recursive a+rX,go-w /app/compile-cache

FROM ${BASE}
LABEL org.opencontainers.image.title="zoho-attachments-mock" \
      org.opencontainers.image.description="A test double of Zoho CRM's Attachments API" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build --chown=0:0 /app /app
WORKDIR /app
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compile-cache \
    ZOHO_MOCK_HOST=0.0.0.0
# A number, so that Kubernetes' runAsNonRoot can tell.
USER 65532:65532
EXPOSE 4150
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --start-interval=100ms \
  CMD ["node", "/app/dist/bin.cjs", "readyz"]
ENTRYPOINT ["node", "/app/dist/bin.cjs"]
CMD ["serve"]
