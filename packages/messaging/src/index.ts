export * from './bus.ts';
export {
  allConsumers,
  type BusService,
  busServices,
  type ConsumerDeclaration,
  type Traffic,
  traffic,
} from './traffic.ts';
