import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { makeSecret } from './config/secret.ts';
import { createLogger } from './logger.ts';

function logOf(log: (logger: ReturnType<typeof createLogger>) => void, level: 'info' | 'warn' = 'info'): string {
  const lines: string[] = [];
  log(createLogger({ service: 'test', level, destination: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

describe('the log', () => {
  it('writes one line of JSON with the service, the level and the fields', () => {
    const line = JSON.parse(logOf((logger) => logger.info({ taskId: 't', attempt: 1, durationMs: 5 }, 'normalize')));
    expect(line).toMatchObject({
      service: 'test',
      level: 'info',
      taskId: 't',
      attempt: 1,
      durationMs: 5,
      msg: 'normalize',
    });
  });

  it('is silent below its level', () => {
    expect(logOf((logger) => logger.info('x'), 'warn')).toBe('');
  });

  it('never writes an address, a file name or a secret', () => {
    const text = logOf((logger) => {
      logger.info({ email: 'a@b.c', request: { email: 'a@b.c', source: { fileName: 'salary.csv' } } });
      logger.info({ secret: makeSecret('hush') });
    });
    expect(text).not.toMatch(/a@b\.c|salary|hush/);
    expect(text).toContain('***');
  });

  it('writes the message of a coded error, and never that of another one, nor a folder of the machine', () => {
    const error = new Error('Could not convert string "4711 Main Street" to DECIMAL');
    const coded = new ReconcylError('RECON_KEY_COLUMN_UNKNOWN', 'Two columns were tried.', { cause: error });
    const text = logOf((logger) => logger.error({ err: coded }, 'failed'));
    expect(text).toContain('Two columns were tried.');
    expect(text).toContain('RECON_KEY_COLUMN_UNKNOWN');
    expect(text).not.toContain('4711');
    expect(text).toContain('logger.test.ts');
    expect(text).not.toContain('/service-kit/');
  });
});
