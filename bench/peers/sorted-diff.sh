#!/usr/bin/env bash
# Counts the lines that stand in one file only: both sorted by their bytes, then GNU diff. `sorted-diff.sh SOURCE TARGET`
set -euo pipefail
export LC_ALL=C
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
sort -o "$scratch/source" "$1"
sort -o "$scratch/target" "$2"
{ diff --speed-large-files "$scratch/source" "$scratch/target" || [ $? -eq 1 ]; } | awk '
  /^</ { source += 1 }
  /^>/ { target += 1 }
  END { printf "{\"lines_only_in_source\":%d,\"lines_only_in_target\":%d}\n", source, target }'
