import { describeFaults } from './describe-faults.ts';
import { faultsOfServers } from './faults.ts';

describeFaults(faultsOfServers);
