#!/usr/bin/env node
// An older Node has to be able to read this file whole, to be told what is missing.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`Inkstone needs Node.js 24 or newer; this is ${process.versions.node} (https://nodejs.org).`);
  process.exitCode = 1;
} else {
  import('../dist/cli/main.js');
}
