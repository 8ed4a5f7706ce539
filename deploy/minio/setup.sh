#!/bin/sh
# Prepares a MinIO for Reconcyl: a bucket, one policy and one user for each service and for who drops files, and where MinIO was started
# with notify.env, the rule that it tells what comes into the inbox. May be run again, and after each change of a policy.
#
#   MC_HOST_store=https://admin:password@minio:9000 SECRETS=/run/secrets/minio deploy/minio/setup.sh
#
# MC_HOST_store  where MinIO is, with credentials of its administrator (as mc reads it)
# SECRETS        folder with one file a policy, named after it, that holds its user's secret key (8 to 40 characters)
# BUCKET         name of the bucket; reconcyl
# CA_FILE        authority in PEM to trust, if MinIO has one of its own
# MC             the program mc; mc
#
# The access key of a service is `reconcyl-<service>`, that of who drops files `reconcyl-drops`.
set -eu

: "${MC_HOST_store:?says where MinIO is: https://admin:password@host:port}"
: "${SECRETS:?is the folder with one secret key a policy}"
bucket=${BUCKET:-reconcyl}
mc=${MC:-mc}
here=$(dirname "$0")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export MC_CONFIG_DIR="$work/mc"
mkdir -p "$MC_CONFIG_DIR/certs/CAs"
[ -z "${CA_FILE:-}" ] || cp "$CA_FILE" "$MC_CONFIG_DIR/certs/CAs/ca.crt"

"$mc" mb --ignore-existing "store/$bucket" >/dev/null

for policy in "$here"/policies/*.json; do
  name=$(basename "$policy" .json)
  user="reconcyl-$name"
  sed "s|arn:aws:s3:::reconcyl|arn:aws:s3:::$bucket|g" "$policy" >"$work/policy.json"
  "$mc" admin policy create store "$user" "$work/policy.json" >/dev/null
  # By the standard input: every user of the machine may read what stands on a command line.
  { echo "$user"; cat "$SECRETS/$name"; echo; } | "$mc" admin user add store >/dev/null
  # Complains when it is attached already.
  "$mc" admin policy attach store "$user" --user "$user" >/dev/null 2>"$work/said" ||
    grep -q 'already in effect' "$work/said" || { cat "$work/said" >&2; exit 1; }
  echo "$user"
done

# Targets of notify.env that this server has: their names begin with INBOX.
"$mc" admin info --json store | grep -o 'arn:minio:sqs:[^"]*:INBOX[^":]*:nats' | sort -u |
  while read -r target; do
    "$mc" event add --ignore-existing --event put --prefix inbox/ "store/$bucket" "$target" >/dev/null
  done
