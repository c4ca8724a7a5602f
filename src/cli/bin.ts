#!/usr/bin/env node
import { fitEngine, keepCompiledCode } from './engine';

fitEngine();
keepCompiledCode();

const { main } = require('./main') as typeof import('./main');

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
