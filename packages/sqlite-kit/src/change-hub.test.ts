import { expect, it } from 'vitest';
import { joinChangeHub } from './change-hub.ts';

it('tells all members of a file of what one of them announces, by topic, until they stop listening', () => {
  const [one, two, other] = [joinChangeHub<number>('/a'), joinChangeHub<number>('/a'), joinChangeHub<number>('/b')];
  const heard: string[] = [];
  const stop = two.hear('written', (n) => heard.push(`two ${n}`));
  two.hear('deleted', (n) => heard.push(`two deleted ${n}`));
  other.hear('written', (n) => heard.push(`other ${n}`));
  one.announce('written', 1);
  stop();
  one.announce('written', 2);
  one.announce('deleted', 3);
  for (const hub of [one, two, other]) hub.leave();
  expect(heard).toEqual(['two 1', 'two deleted 3']);
});
