#!/bin/sh
# Makes the secrets of an installation: each once, at the first start, and what is there stays. A container reads the folder that
# its group may read, and no other:
#
#   nats, redis, minio, minio-setup      what a server, or its setup, must know of all its users
#   ensure                               what the setup of the bus needs to reach NATS
#   gateway, status, normalizer, …       what one service needs to reach the servers
#
# To replace a secret, remove it under the servers' folders and start the system anew (docs/deployment.md).
set -eu
umask 077
cd "${SECRETS:-/secrets}"

services='gateway normalizer reconciler report-renderer notifier status'

# 32 letters and digits. A letter comes first: NATS would take other things for numbers.
random() {
  text=$(head -c 1024 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | cut -c 1-31)
  [ ${#text} -eq 31 ] || { echo 'there was not enough randomness' >&2; exit 1; }
  printf 's%s' "$text"
}

# make FOLDER NAME: half a secret is never seen.
make() {
  [ -s "$1/$2" ] && return
  random >"$1/.new"
  mv "$1/.new" "$1/$2"
  echo "made $1/$2"
}

# copy FOLDER NAME TO-FOLDER TO-NAME: the servers' folders are what counts.
copy() {
  cp "$1/$2" "$3/.new"
  mv "$3/.new" "$3/$4"
}

for folder in nats redis minio minio-setup ensure $services; do mkdir -p "$folder"; done

for user in $services ensure operator minio; do make nats "$user"; done
for user in gateway status health; do make redis "$user"; done
make minio root
for user in $services drops; do make minio-setup "$user"; done

copy minio root minio-setup .root
copy nats minio minio nats
copy nats ensure ensure nats
for service in $services; do
  copy nats "$service" "$service" nats
  copy minio-setup "$service" "$service" s3
done
for service in gateway status; do copy redis "$service" "$service" redis; done

# own FOLDER GROUP: docker-compose.yml gives each container its group.
own() {
  chown -R "0:$2" "$1"
  chmod 0750 "$1"
  find "$1" -type f -exec chmod 0440 {} +
}
own nats 2001
own redis 2002
own minio 2003
own minio-setup 2004
own gateway 2011
own normalizer 2012
own reconciler 2013
own report-renderer 2014
own notifier 2015
own status 2016
own ensure 2017
chmod 0755 .

# Volumes that Docker made for root, and that servers write to as user 1000.
for folder in ${OWNED:-}; do
  if [ "$(stat -c %u "$folder")" -eq 0 ]; then
    chmod 0700 "$folder"
    chown 1000:1000 "$folder"
  fi
done
