#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code';
import { fitEngine } from './engine';

fitEngine();
keepCompiledCode();

const { main } = require('./main') as typeof import('./main');

main(process.argv.slice(2)).then(end, (error: unknown) => {
  console.error(error);
  end(2);
});

/** Ends when all is written, without taking down what the end of the process takes with it: that would be a thirtieth of a check of 1,000 objects. */
function end(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
