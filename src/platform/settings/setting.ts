import { IsOptional, ValidateBy } from 'class-validator';
import { addRule, addSetting, type RuleBreach } from './setting-declaration.js';
import {
  isScalar,
  misfit,
  type ScalarForm,
  type SettingForm,
  type SettingsClass,
  type TextForm,
} from './setting-form.js';
import type { SettingPath } from './setting-path.js';

interface About {
  /** What the key means, for the reference and for editors. */
  about: string;
  /** Key in the file, where it is not the name of the property. */
  key?: string;
  required?: boolean;
  /** A value that is allowed, for the reference. Required unless there is a default. */
  example?: unknown;
}

/** Remembers what a property may hold, and has class-validator judge it by just that. */
function declare(form: SettingForm, about: About): PropertyDecorator {
  const fits = isScalar(form) && fitting(form);
  return (prototype, property) => {
    addSetting(prototype, {
      property: String(property),
      key: about.key ?? String(property),
      about: about.about,
      form,
      required: about.required ?? false,
      ...(about.example === undefined ? {} : { example: about.example }),
    });
    if (!about.required) IsOptional()(prototype, property);
    if (fits) fits(prototype, property);
  };
}

function fitting(form: ScalarForm): PropertyDecorator {
  return ValidateBy(
    { name: form.type, validator: { validate: (value) => misfit(form, value) === undefined } },
    { message: ({ value }) => misfit(form, value)! },
  );
}

interface AboutText extends About {
  allowed?: readonly string[];
  pattern?: RegExp;
  /** Texts that fit the pattern and are not allowed all the same. */
  except?: RegExp;
  shape?: string;
  maxLength?: number;
  /** No message repeats it. */
  unseen?: true;
}

/** Text; `allowed` lists the only values, `pattern` the only shape, `shape` says it in words. */
export function TextSetting(about: AboutText): PropertyDecorator {
  const { allowed, pattern, except, shape, unseen, maxLength = 2_048 } = about;
  const form: TextForm = {
    type: 'text',
    maxLength,
    ...(allowed && { allowed }),
    ...(pattern && { pattern }),
    ...(except && { except }),
    ...(shape !== undefined && { shape }),
    ...(unseen && { unseen }),
  };
  return declare(form, about);
}

/** A whole number from `min` to `max`, both included. */
export function IntegerSetting(about: About & { min: number; max: number }): PropertyDecorator {
  return declare({ type: 'integer', min: about.min, max: about.max }, about);
}

/** A number from `min` to `max`, both included, with at most `decimals` decimals (4). */
export function NumberSetting(about: About & { min: number; max: number; decimals?: number }): PropertyDecorator {
  return declare({ type: 'number', min: about.min, max: about.max, decimals: about.decimals ?? 4 }, about);
}

/** A switch: true or false. */
export function BooleanSetting(about: About): PropertyDecorator {
  return declare({ type: 'boolean' }, about);
}

/**
 * A file or directory; the property holds its absolute path, relative ones counted from the settings file.
 * `existing` asks for a file that can be read already when the settings are; `scheme` is what stands before the path.
 */
export function PathSetting(about: About & { existing?: boolean; scheme?: string }): PropertyDecorator {
  const { existing, scheme } = about;
  const form: SettingForm = { type: 'path', ...(existing && { existing }), ...(scheme !== undefined && { scheme }) };
  return declare(form, about);
}

/** A duration such as `90s`; the property holds milliseconds. */
export function DurationSetting(about: About & { minMs: number; maxMs: number }): PropertyDecorator {
  const { minMs, maxMs } = about;
  return declare({ type: 'duration', minMs, maxMs }, about);
}

/** A secret: `key: ${HEARTBEAT_…}` or `keyFile: /path`; never written out in the file. The property is a `Secret`. */
export function SecretSetting(about: About): PropertyDecorator {
  return declare({ type: 'secret' }, about);
}

/** `{ secretRef: name }`: a secret that someone else holds; never written out. */
export function SecretReferenceSetting(about: About): PropertyDecorator {
  return declare({ type: 'secret-reference' }, about);
}

/** A text, a number, true, false or null. */
export function JsonScalarSetting(about: About & { maxLength: number }): PropertyDecorator {
  return declare({ type: 'json-scalar', maxLength: about.maxLength }, about);
}

/** A mapping with keys of its own, declared by another settings class. */
export function SectionSetting(about: About & { of: () => SettingsClass }): PropertyDecorator {
  return declare({ type: 'section', of: about.of }, about);
}

/** A list of texts or of sections; `single`: one of them may stand for the list of it alone. */
export function ListSetting(
  about: About & { item: SettingForm; minItems?: number; maxItems: number; single?: true },
): PropertyDecorator {
  const { item, minItems = 0, maxItems, single } = about;
  return declare({ type: 'list', item, minItems, maxItems, ...(single && { single }) }, about);
}

/** Free keys, of one form where `keys` is given, and values of one form. */
export function MapSetting(about: About & { keys?: TextForm; item: SettingForm; maxItems: number }): PropertyDecorator {
  const { keys, item, maxItems } = about;
  return declare({ type: 'map', ...(keys && { keys }), item, maxItems }, about);
}

/**
 * A rule over several keys of one section, reported at the property it decorates. `about` says what is allowed.
 * `holds` tells whether it does; or where it does not, as paths below the property, or with the reasons. `schema` says
 * the same of the section, where JSON Schema can.
 */
export function SettingRule<T extends object>(
  about: string,
  holds: (settings: T) => boolean | readonly (SettingPath | RuleBreach)[],
  schema?: Readonly<Record<string, unknown>>,
): PropertyDecorator {
  return (prototype, property) => {
    addRule(prototype, {
      property: String(property),
      about,
      ...(schema && { schema }),
      breaches: (settings) => {
        const answer = holds(settings as T);
        if (typeof answer === 'object') return answer.map((each) => ('below' in each ? each : { below: each }));
        return answer ? [] : [{ below: [] }];
      },
    });
  };
}
