/** What docker-compose.yml and the files in deploy/compose take beside the variables of services: name, default, meaning. */
export const composeVariables: readonly (readonly [name: string, defaultValue: string, meaning: string])[] = [
  ['RECONCYL_PORT', '8080', 'Port of this machine on which the gateway is reached'],
  [
    'RECONCYL_BIND',
    '',
    'Address of this machine on which it is reached; 127.0.0.1 when empty, else RECONCYL_TOKEN must be set',
  ],
  ['RECONCYL_VERSION', '0.1.0', 'Tag of the images of the six services'],
  ['COMPOSE_FILE', 'docker-compose.yml', 'With files of deploy/compose after it, and colons between them'],
  ['STOP_GRACE', '30s', 'Time after which a service that was told to stop is killed; longer than GRACE_MS'],
  ['GATEWAY_MEMORY', '3g', 'Most memory of the container; that of all its processes of the engine and 1 GiB'],
  ['NORMALIZER_MEMORY', '7g', 'The same'],
  ['RECONCILER_MEMORY', '7g', 'The same'],
  ['RENDERER_MEMORY', '4g', 'The same'],
  ['NOTIFIER_MEMORY', '512m', 'The same'],
  ['STATUS_MEMORY', '512m', 'The same'],
  ['MAIL_PORT', '1080', 'Port on which deploy/compose/mail.yml shows mails'],
  ['BUCKET_PORT', '9000', 'Port on which deploy/compose/drops.yml lets files be dropped into the bucket'],
  ['BUILD_CA_FILE', '', 'Authorities in PEM for builds with deploy/compose/build-ca.yml'],
];
