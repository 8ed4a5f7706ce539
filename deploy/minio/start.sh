#!/bin/sh
# Starts MinIO with the variables of notify.env. NATS_PASSWORD_FILE holds the password of the user `minio` of NATS. Parameters go to
# `minio server`.
set -eu
: "${NATS_PASSWORD_FILE:?is the file with the password of the user minio of NATS}"
here=$(cd "$(dirname "$0")" && pwd)

set -a
. "$here/notify.env"
MINIO_NOTIFY_NATS_PASSWORD_INBOXFAST=$(cat "$NATS_PASSWORD_FILE")
MINIO_NOTIFY_NATS_PASSWORD_INBOXKEPT=$MINIO_NOTIFY_NATS_PASSWORD_INBOXFAST
set +a
exec "${MINIO:-minio}" server "$@"
