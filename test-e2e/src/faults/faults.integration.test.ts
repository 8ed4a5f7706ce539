import { describeFaults } from './describe-faults.ts';
import { faultsOfServices } from './faults.ts';

describeFaults(faultsOfServices);
