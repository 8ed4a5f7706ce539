import { describeAdapters } from '@reconcyl/testing';

describeAdapters({ folder: new URL('.', import.meta.url), suite: 'describeTaskStoreContract', known: 'sqlite.ts' });
