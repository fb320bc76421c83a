import stringWidth from 'string-width';

const CLUSTERS = new Intl.Segmenter();

/** The text in exactly `width` columns: filled up, or cut with `…`, never within what a terminal shows as one character. */
export function fitTo(text: string, width: number): string {
  const own = stringWidth(text);
  if (own <= width) return text + ' '.repeat(width - own);
  let fitted = '';
  let left = width - 1;
  for (const { segment } of CLUSTERS.segment(text)) {
    left -= stringWidth(segment);
    if (left < 0) break;
    fitted += segment;
  }
  return width <= 0 ? '' : `${fitted}…${' '.repeat(width - 1 - stringWidth(fitted))}`;
}
