/** Part of a YAML or JSON document of somebody else's form; a wrong path fails the assertion that looks at it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Fields = Record<string, any>;
