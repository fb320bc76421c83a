import { onSupportedNode } from '../supported-node.js';

onSupportedNode(() => import('./demo.js'));
