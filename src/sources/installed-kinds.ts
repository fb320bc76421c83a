// Every kind of source, one line each. Adding one is its folder and a line here.
export { gatewayScrapeKind } from './gateway-scrape/gateway-scrape.kind.js';
export { pulseKind } from './pulse/pulse.kind.js';
export { raccoonKind } from './raccoon/raccoon.kind.js';
