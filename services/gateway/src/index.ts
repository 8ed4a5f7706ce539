export { type AppOptions, buildApp, type GatewayApp } from './app.ts';
export {
  bindAddress,
  type GatewayConfig,
  gatewayConfigSchema,
  gatewayProcessConfigSchema,
  gatewayVariables,
} from './config.ts';
export { createGateway, type Gateway } from './create-gateway.ts';
export type {
  DescribedFile,
  DescribeRequest,
  EnginePool,
  GatewayDependencies,
  PagedResult,
} from './dependencies.ts';
export { createDrops, type DropsDependencies } from './drops/create-drops.ts';
export type { DropBox } from './drops/drop-box.ts';
