#!/usr/bin/env bash
# Brings the whole system up as docker-compose.yml says, and runs the tests of test-e2e/src/system on it.
#
#   scripts/compose/run-tests.sh [<report>]      report: where vitest writes its results as JSON
#
# What is missing is installed, as root on Debian: docker.io, busybox-static, and the plugin for Compose, compiled from its Go module.
# If no dockerd runs, one is started on 127.0.0.1, and stopped in the end. Base images that no registry gives are made of programs of this
# machine, those of `npm run servers:install` among them. Exits with 77 where Docker cannot be had, and says what was missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH"

compose_version=v5.6.0
work="$(mktemp -d)"
daemon=

stop() {
  # It ends its containers first.
  [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

cannot() {
  printf 'Docker Compose cannot be had here: %s\n' "$1" >&2
  exit 77
}

say() { printf '[%3d s] %s\n' $SECONDS "$1"; }

has() { command -v "$1" >/dev/null; }

# need PROGRAM PACKAGE
need() {
  has "$1" && return
  { [ "$(id -u)" -eq 0 ] && has apt-get; } || cannot "there is no $1, and only root on Debian can install $2"
  say "apt-get install $2"
  export DEBIAN_FRONTEND=noninteractive
  local get=(apt-get install -y -qq --no-install-recommends "$2")
  # The lists of packages are old, or not there at all.
  "${get[@]}" >"$work/apt.log" 2>&1 || { apt-get update -qq && "${get[@]}"; } >"$work/apt.log" 2>&1 ||
    { tail -n 20 "$work/apt.log" >&2; cannot "apt-get could not install $2"; }
}

start_dockerd() {
  docker info >/dev/null 2>&1 && return
  [ "$(id -u)" -eq 0 ] || cannot 'no dockerd answers, and only root can start one'
  say 'starting dockerd'
  dockerd --ip 127.0.0.1 >"$work/dockerd.log" 2>&1 &
  daemon=$!
  until docker info >/dev/null 2>&1; do
    kill -0 "$daemon" 2>/dev/null || { daemon=; tail -n 20 "$work/dockerd.log" >&2; cannot 'dockerd ended at its start'; }
    [ $SECONDS -lt 300 ] || { tail -n 20 "$work/dockerd.log" >&2; cannot 'dockerd does not answer'; }
    sleep 0.5
  done
}

# Kept beside the servers, in a folder that only this script tells Docker of.
install_compose() {
  docker compose version >/dev/null 2>&1 && return
  export DOCKER_CONFIG="${RECONCYL_SERVERS_DIR:-$HOME/.cache/reconcyl-servers}/docker"
  docker compose version >/dev/null 2>&1 && return
  has go || cannot 'there is neither the plugin for Compose nor Go 1.26 to compile it'
  say "compiling the plugin for Compose $compose_version"
  local module=github.com/docker/compose/v5
  mkdir -p "$work/compose" "$DOCKER_CONFIG/cli-plugins"
  # A module of its own: `go install` refuses one with exclusions.
  (
    cd "$work/compose"
    export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0
    go mod init plugin && go get "$module@$compose_version" && go build -trimpath \
      -ldflags "-s -w -X $module/internal.Version=$compose_version" -o "$DOCKER_CONFIG/cli-plugins/docker-compose" "$module/cmd"
  ) >"$work/go.log" 2>&1 || { tail -n 20 "$work/go.log" >&2; cannot 'the plugin for Compose could not be compiled'; }
}

# image NAME: of scripts/local-images.ts.
image() {
  local name
  name=$(reconcyl_node scripts/local-images.ts --name "$1")
  docker image inspect "$name" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$name" 2>/dev/null ||
    reconcyl_node scripts/local-images.ts "$1"
}

reconcyl_node() { node --conditions=reconcyl-source --disable-warning=ExperimentalWarning "$@"; }

need docker docker.io
need dockerd docker.io
need busybox busybox-static
start_dockerd
install_compose

say 'making base images'
for name in node nats redis alpine minio minio-setup; do image "$name"; done

# Behind a proxy that looks into TLS, what this Node trusts.
[ -z "${NODE_EXTRA_CA_CERTS:-}" ] || export BUILD_CA_FILE="${BUILD_CA_FILE:-$NODE_EXTRA_CA_CERTS}"
if ! docker buildx version >/dev/null 2>&1; then
  # Compose builds by the plugin buildx, which takes minutes to compile; Docker itself builds the same.
  say 'building the images of the services'
  secret=()
  [ -z "${BUILD_CA_FILE:-}" ] || secret=(--secret "id=ca,src=$BUILD_CA_FILE")
  for service in gateway normalizer reconciler report-renderer notifier status; do
    DOCKER_BUILDKIT=1 docker build --quiet --file deploy/Dockerfile --build-arg "SERVICE=$service" \
      --build-arg "NPM_CONFIG_REGISTRY=$(npm config get registry)" "${secret[@]}" --tag "reconcyl/$service:0.1.0" .
  done
  export E2E_IMAGES=built
fi

say 'running the tests'
reporters=(--reporter=default)
[ $# -eq 0 ] || reporters+=(--reporter=json --outputFile="$1")
E2E_SYSTEM=compose vitest run --project e2e --no-file-parallelism "${reporters[@]}" test-e2e/src/system
say 'done'
