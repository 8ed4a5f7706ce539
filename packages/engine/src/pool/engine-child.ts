import { engineJobs } from './engine-jobs.ts';
import { serveJobs } from './serve-jobs.ts';

/** The module that the engine's child processes run. */
serveJobs(engineJobs);
