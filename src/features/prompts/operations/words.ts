/** Words as seed 004 counts them: whatever stands between spaces. */
export function wordsOf(prompt: string): number {
  return prompt.split(/\s+/).filter((word) => word !== '').length;
}
