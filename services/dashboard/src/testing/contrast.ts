export type ContrastReport = { readonly checked: number; readonly low: readonly string[] };

/**
 * Run inside a page: every visible text against the first opaque background behind it, by the
 * contrast ratio of WCAG 2.2. Whole, as a browser gets only this function's own source.
 */
export const lowContrastTexts = (): ContrastReport => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color: string): readonly number[] => {
    if (canvas === null) throw new Error('no canvas to read colours with');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = rgba(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element: Element): string => {
    for (let each: Element | null = element; each !== null; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (rgba(color)[3] === 255) return color;
    }
    return 'white';
  };

  const low: string[] = [];
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const text = walker.currentNode.textContent?.trim() ?? '';
    const element = walker.currentNode.parentElement;
    // A sign hidden from screen readers that cannot be used is decoration.
    if (text === '' || element === null || element.closest('.unseen, span.step') !== null) continue;
    if (element.getClientRects().length === 0) continue;
    const [a, b] = [getComputedStyle(element).color, backgroundOf(element)].map(luminance);
    const ratio = (Math.max(a ?? 0, b ?? 0) + 0.05) / (Math.min(a ?? 0, b ?? 0) + 0.05);
    checked += 1;
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${text}`);
  }
  return { checked, low };
};
