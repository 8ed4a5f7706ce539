#!/usr/bin/env bash
# Builds the tools that `npm run bench` compares with. A tool chain that is missing is named and left out; the table says so too.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
data="$here/../data"
mkdir -p "$data"

if command -v cargo > /dev/null; then
  (cd "$here/csv-diff" && cargo build --release --locked --quiet) && echo 'csv-diff crate: built' || echo 'csv-diff crate: NOT built'
else
  echo 'csv-diff crate: NOT built, there is no cargo'
fi

# pandas 3 needs Python 3.11.
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
  { python3 -m venv "$data/venv" && "$data/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"; } \
    && echo 'pandas, datacompy: installed' || echo 'pandas, datacompy: NOT installed'
else
  echo 'pandas, datacompy: NOT installed, there is no python3 of at least 3.11'
fi

command -v diff > /dev/null && command -v sort > /dev/null && echo 'sort, diff: there' || echo 'sort, diff: NOT there'
