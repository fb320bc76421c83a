/** What a YAML text may hold. Sizes are bytes, depth counts collections inside each other. */
export interface YamlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
  /** 0 refuses anchors and aliases altogether. */
  readonly maxAliases: number;
  readonly severalDocuments: boolean;
}

/** For files that other people write, with anchors, merge keys and several documents. */
export const FOREIGN_YAML: YamlLimits = {
  maxBytes: 256 * 1024,
  maxDepth: 20,
  maxNodes: 10_000,
  maxAliases: 100,
  severalDocuments: true,
};

/** For our own settings file. */
export const SETTINGS_YAML: YamlLimits = {
  ...FOREIGN_YAML,
  maxNodes: 250_000,
  maxBytes: 4 * 1024 * 1024,
  maxAliases: 0,
  severalDocuments: false,
};

/** Why a text was refused: a stable word, the line (from 1) where known, and a sentence. */
export interface YamlProblem {
  readonly code:
    'SIZE' | 'ENCODING' | 'SYNTAX' | 'DEPTH' | 'NODES' | 'ALIAS' | 'TAG' | 'KEY' | 'DUPLICATE' | 'MULTI_DOC';
  readonly line?: number;
  readonly message: string;
}
