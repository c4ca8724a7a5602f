#!/usr/bin/env node
import { optimizeLater } from './engine';
import { main } from './main';

optimizeLater();

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
