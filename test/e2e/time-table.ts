/** The times that a story measured, from the first to the last of the base paths. */
export class TimeTable {
  readonly #rows = new Map<string, number[]>();

  note(what: string, by: string, tookMs: number): void {
    const row = `${what} | ${by}`;
    const times = this.#rows.get(row);
    if (times) times.push(tookMs);
    else this.#rows.set(row, [tookMs]);
  }

  /** One row for each event and watcher. */
  markdown(): string {
    const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
    const rows = [...this.#rows].map(([row, times]) => {
      return `| ${row} | ${seconds(Math.min(...times))} | ${seconds(Math.max(...times))} |`;
    });
    return ['| from → to | watched by | first, s | last, s |', '| --- | --- | --- | --- |', ...rows].join('\n');
  }
}
