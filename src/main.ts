/** Where Nest's tools look: `node dist/main.js` is the `heartbeat` command, which serves when no other is named. */
import './cli/heartbeat.js';
