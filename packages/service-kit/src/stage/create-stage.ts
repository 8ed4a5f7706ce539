import type { EventType } from '@reconcyl/contracts';
import { isReady, type Service } from '../service.ts';
import type { StageDefinition, StageDeps } from './definition.ts';

/** Runs a stage over the bus: one consumer a lane. */
export function createStage<Type extends EventType>(_deps: StageDeps, definition: StageDefinition<Type>): Service {
  return {
    name: definition.service,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    ready: () => Promise.resolve(isReady),
  };
}
