#!/bin/sh
# Starts NATS with the users of users.conf. SECRETS is a folder with one file a user, named after it, that holds its password.
# Parameters go to nats-server.
set -eu
: "${SECRETS:?is the folder with one password a user}"
here=$(cd "$(dirname "$0")" && pwd)

for file in "$SECRETS"/*; do
  user=$(basename "$file" | tr a-z- A-Z_)
  password=$(cat "$file")
  export "NATS_PASSWORD_$user=$password"
done
exec "${NATS_SERVER:-nats-server}" --config "$here/nats.conf" "$@"
