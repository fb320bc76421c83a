#!/usr/bin/env node
import { onSupportedNode } from './supported-node.js';

onSupportedNode(() => import('./command-line.js'));
