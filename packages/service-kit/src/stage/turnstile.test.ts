import { describe, expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const never = new AbortController().signal;
/** Lets everything that can go on go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the turnstile', () => {
  it('lets work in beside other work', async () => {
    const { enter } = createTurnstile();
    await enter('together', never);
    await enter('together', never);
  });

  it('lets work in alone once all others are out, and nobody behind it', async () => {
    const { enter } = createTurnstile();
    const inside: string[] = [];
    const come = (name: string, how: 'together' | 'alone') =>
      enter(how, never).then((leave) => {
        inside.push(name);
        return () => {
          inside.splice(inside.indexOf(name), 1);
          leave();
        };
      });
    const leaveFirst = await come('first', 'together');
    const alone = come('alone', 'alone');
    const behind = come('behind', 'together');
    await turn();
    expect(inside).toEqual(['first']);
    leaveFirst();
    const leaveAlone = await alone;
    await turn();
    expect(inside).toEqual(['alone']);
    leaveAlone();
    await behind;
    expect(inside).toEqual(['behind']);
  });

  it('lets the others in when the one that waits to be alone gives up', async () => {
    const { enter } = createTurnstile();
    await enter('together', never);
    const controller = new AbortController();
    const alone = enter('alone', controller.signal);
    const behind = enter('together', never);
    controller.abort(new Error('stop'));
    await expect(alone).rejects.toThrow('stop');
    await behind;
  });

  it('does not count leaving twice', async () => {
    const { enter } = createTurnstile();
    const leave = await enter('together', never);
    await enter('together', never);
    leave();
    leave();
    const controller = new AbortController();
    const alone = enter('alone', controller.signal);
    await turn();
    controller.abort(new Error('still one inside'));
    await expect(alone).rejects.toThrow('still one inside');
  });
});
