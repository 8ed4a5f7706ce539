#!/bin/sh
# Starts Redis with the users of users.acl. Passwords come from STATUS_PASSWORD, GATEWAY_PASSWORD and HEALTH_PASSWORD, or from the
# files that the same names with _FILE name; only their hashes are written. Parameters go to redis-server, e.g. --port 0 --tls-port
# 6379 --tls-cert-file … --tls-key-file … --tls-auth-clients no.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
acl_file=${ACL_FILE:-/run/redis/users.acl}

hash_of() {
  eval "password=\${$1:-} file=\${$1_FILE:-}"
  if [ -z "$password" ] && [ -n "$file" ]; then password=$(cat "$file"); fi
  if [ -z "$password" ]; then
    echo "$1 or $1_FILE must be set" >&2
    exit 1
  fi
  printf %s "$password" | sha256sum | cut -d ' ' -f 1
}

status=$(hash_of STATUS_PASSWORD)
gateway=$(hash_of GATEWAY_PASSWORD)
health=$(hash_of HEALTH_PASSWORD)
sed -e "s/STATUS_PASSWORD_SHA256/$status/" -e "s/GATEWAY_PASSWORD_SHA256/$gateway/" -e "s/HEALTH_PASSWORD_SHA256/$health/" \
  "$here/users.acl" >"$acl_file"
unset STATUS_PASSWORD GATEWAY_PASSWORD HEALTH_PASSWORD
exec "${REDIS_SERVER:-redis-server}" "$here/redis.conf" --aclfile "$acl_file" "$@"
