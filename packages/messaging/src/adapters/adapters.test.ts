import { describeAdapters } from '@reconcyl/testing';

describeAdapters({ folder: new URL('.', import.meta.url), suite: 'describeMessagingContract', known: 'sqlite.ts' });
