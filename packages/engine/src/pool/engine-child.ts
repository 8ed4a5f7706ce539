import { enableCompileCache } from 'node:module';
import { engineJobs } from './engine-jobs.ts';
import { serveJobs } from './serve-jobs.ts';

// The code of the jobs, loaded when it is asked for, is compiled once and not in every child (0.4 s on a busy machine).
enableCompileCache();
/** The module that the engine's child processes run. */
serveJobs(engineJobs);
