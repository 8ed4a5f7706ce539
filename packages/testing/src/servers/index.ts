export { type Certificates, makeCertificates } from './certificates.ts';
export { type MinioOptions, type S3Server, startMinio } from './minio.ts';
export { type NatsOptions, type NatsServer, startNats } from './nats.ts';
export { type RedisOptions, type RedisServer, startRedis } from './redis.ts';
export type { RunningServer } from './running-server.ts';
export { startSeaweed } from './seaweed.ts';
export { type FaultyProxy, type HostAndPort, startToxiproxy, type Toxiproxy } from './toxiproxy.ts';
