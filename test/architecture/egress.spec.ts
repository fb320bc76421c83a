import { expect, it } from '@jest/globals';
import { addressesAreJudgedInOnePlace, onlyTheCommandGoesAnywhere, socketsAreLookedAt } from './egress-rules.js';
import { describeRule } from './rule.js';
import { importsOf, readTree } from './source-tree.js';

describeRule('Addresses are judged in one place', addressesAreJudgedInOnePlace, {
  breaches: [
    { 'platform/egress/connected-address.ts': `import { LOOPBACK } from './special-networks.js';` },
    { 'sources/pulse/x.ts': `import { unmapped } from '../../platform/egress/embedded-address.js';` },
    { 'notifications/x.ts': `import { BlockList } from 'node:net';` },
    { 'accounts/x.ts': `import { BlockList as Denied, isIP } from 'node:net';` },
  ],
  fine: [
    { 'platform/egress/egress-address.ts': `import { LOOPBACK } from './special-networks.js';` },
    { 'sources/pulse/x.ts': `import { isIP } from 'node:net';` },
  ],
});

describeRule('Sockets for tenants are checked', socketsAreLookedAt, {
  breaches: [
    { 'sources/pulse/probing/x.ts': `import { connect } from 'node:net';` },
    { 'notifications/webhook/x.ts': `import axios from 'axios';` },
    { 'accounts/x.ts': `import { request } from 'undici'; import { a } from '../platform/egress/egress-url.js';` },
  ],
  fine: [
    { 'sources/pulse/x.ts': `import type { Socket } from 'node:net';` },
    { 'sources/raccoon/x.ts': `import axios from 'axios';` },
    {
      'sources/pulse/x.ts': `import { connect } from 'node:net';
      import { connectedAddressAllowed } from '../../platform/egress/connected-address.js';`,
    },
  ],
});

describeRule('Only the command may reach every address', onlyTheCommandGoesAnywhere, {
  breaches: [
    { 'sources/pulse/x.ts': `const request = { policy: 'any' };` },
    { 'declarations/x.ts': 'f({ a, policy: "any" });' },
  ],
  fine: [
    { 'cli/watch/x.ts': `const request = { policy: 'any' };` },
    { 'sources/pulse/x.ts': `interface A { policy: EgressPolicy | 'any' }` },
  ],
});

it('The address in a URL, the answer of a name server and the other end of a socket get the same verdict', () => {
  const layers = ['platform/egress/allowed-addresses.ts', 'platform/egress/connected-address.ts'];
  const edges = readTree('src').flatMap(importsOf);
  for (const layer of layers) {
    expect(edges.filter(({ from }) => from === layer).map(({ to }) => to)).toContain(
      'platform/egress/egress-address.ts',
    );
  }
});
