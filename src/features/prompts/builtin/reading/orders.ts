const ORDERS =
  /(?:\b(?:SYSTEM|ASSISTANT|USER|INSTRUCTIONS?)\s?:|\b(?:ignore|disregard|forget) (?:all |the |your |any )?(?:previous|above|prior|earlier|instructions)|\byou are now\b|\b(?:output|print|reveal|repeat) (?:your|the) (?:system|api|prompt|instructions|key))[^.!?\n]{0,300}/giu;

/** Where a text reads like an order to a program: that is data, and says nothing of the scene. */
export function spansOfOrders(text: string): [start: number, end: number][] {
  return [...text.matchAll(ORDERS)].map(({ 0: whole, index }) => [index, index + whole.length]);
}

export function ordersIn(text: string): string[] {
  return spansOfOrders(text).map(([start, end]) => text.slice(start, end));
}
