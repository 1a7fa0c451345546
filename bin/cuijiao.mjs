#!/usr/bin/env node
// The command line from any folder; what is missing on a new machine is installed first.
import { prepare } from '../scripts/prepare.mjs';

const load = await prepare();
load('../src/cli.ts');
