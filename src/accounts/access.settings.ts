import { withContributed } from '../platform/settings/contributed-setting.js';
import { AUTHENTICATORS } from './authenticators/authenticators.js';

class OwnAccessSettings {}

/** Who may write: the keys of all authenticators. */
export class AccessSettings extends withContributed(
  OwnAccessSettings,
  AUTHENTICATORS.map(({ setting }) => setting),
) {}
