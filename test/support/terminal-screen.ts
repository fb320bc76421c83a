/** A terminal as far as the command uses one: what stands on its two screens, and how it was left. */
export class TerminalScreen {
  #main: string[] = [''];
  #side: string[] = [''];
  #onSide = false;
  #row = 0;
  #column = 0;
  #mainAt: [number, number] = [0, 0];
  cursorShown = true;
  wraps = true;
  /** The rightmost column that anything was written to, from 1. */
  widest = 0;
  /** The lowest row of the side screen that anything was written to, from 1. */
  lowest = 0;

  get onSide(): boolean {
    return this.#onSide;
  }

  /** The lines of the screen beside the usual one. */
  get side(): readonly string[] {
    return this.#side;
  }

  get main(): readonly string[] {
    return this.#main;
  }

  write(text: string): void {
    for (const [token] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) {
      if (token.length > 1 && token.startsWith('\u001b')) this.#control(token.slice(2));
      else this.#put(token);
    }
  }

  #control(sequence: string): void {
    const screen = this.#screen();
    if (sequence === 'H') [this.#row, this.#column] = [0, 0];
    else if (sequence === 'K') screen[this.#row] = (screen[this.#row] ?? '').slice(0, this.#column);
    else if (sequence === 'J') screen.splice(this.#row, Infinity, (screen[this.#row] ?? '').slice(0, this.#column));
    else if (sequence === '?25l' || sequence === '?25h') this.cursorShown = sequence === '?25h';
    else if (sequence === '?7l' || sequence === '?7h') this.wraps = sequence === '?7h';
    else if (sequence === '?1049h' || sequence === '?1049l') this.#switch(sequence === '?1049h');
    else if (!sequence.endsWith('m')) throw new Error(`the terminal does not know ${sequence}`);
  }

  #switch(toSide: boolean): void {
    if (toSide) this.#mainAt = [this.#row, this.#column];
    else [this.#row, this.#column] = this.#mainAt;
    if (toSide) this.#side = [''];
    this.#onSide = toSide;
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#row++;
    else {
      const screen = this.#screen();
      while (screen.length <= this.#row) screen.push('');
      const line = screen[this.#row]!.padEnd(this.#column);
      screen[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.widest = this.#onSide ? Math.max(this.widest, ++this.#column) : (this.#column++, this.widest);
      if (this.#onSide) this.lowest = Math.max(this.lowest, this.#row + 1);
    }
  }

  #screen(): string[] {
    return this.#onSide ? this.#side : this.#main;
  }
}
