import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { InvalidPropError, Site } from '../../src/core/site';

const construct = new Construct(new Chart(Testing.app(), 'app'), 'chat');

function messageOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidPropError);
    expect((error as Error).name).toBe('InvalidPropError');
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('a message names construct, prop, value and fix', () => {
  const site = Site.of(construct, 'candidates', 0).at('weight');
  expect(messageOf(() => site.fail({ problem: 'must be a whole number', got: 1.5, fix: 'round it' })))
    .toBe('[app/chat] candidates[0].weight must be a whole number, got 1.5: round it');
});

test('what is no construct is named by its class', () => {
  expect(`${Site.named('MeshInstall', 'proxy', 'resources')}`).toBe('[MeshInstall] proxy.resources');
});

test('a site without a prop is the construct alone', () => {
  expect(`${Site.of(construct)}`).toBe('[app/chat]');
  expect(messageOf(() => Site.of(construct).fail({ problem: 'has no address', fix: 'give service' }))).toBe('[app/chat] has no address: give service');
});

test('prop is the way to the value as it is written in code', () => {
  expect(Site.of(construct, 'a', 'b', 2, 'c').prop).toBe('a.b[2].c');
  expect(Site.of(construct, 3).prop).toBe('[3]');
});

test('at leaves the site it starts from as it was', () => {
  const site = Site.of(construct, 'a');
  site.at('b');
  expect(site.prop).toBe('a');
});

test.each([
  ['text', "'text'"],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [0.1, '0.1'],
  [true, 'true'],
  [null, 'null'],
  [[], '[]'],
  [{ app: 'x' }, '{"app":"x"}'],
  [undefined, 'undefined'],
])('the value %p is shown as %s', (got, shown) => {
  expect(messageOf(() => Site.of(construct, 'p').fail({ problem: 'is wrong', got, fix: 'fix' }))).toBe(`[app/chat] p is wrong, got ${shown}: fix`);
});

test('check raises only what does not hold', () => {
  const complaint = { problem: 'is wrong', fix: 'fix' };
  expect(() => Site.of(construct, 'p').check(true, complaint)).not.toThrow();
  expect(() => Site.of(construct, 'p').check(false, complaint)).toThrow('[app/chat] p is wrong: fix');
});
