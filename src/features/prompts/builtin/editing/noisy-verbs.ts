import { wordSet } from '../lexicon/words.js';

/** What things do that are heard, not seen. */
const NOISY = wordSet(
  `blaring ringing beeping chiming wailing tolling honking whistling humming crackling rumbling roaring buzzing clanging rattling squeaking creaking
  hissing screeching thudding clattering dripping ticking booming thundering sounding echoing clinking jingling pealing droning murmuring babbling
  splashing rustling howling hooting chirping tooting clicking whirring popping sizzling`,
);

/** Of a verb in -ing. */
export function isNoise(gerund: string): boolean {
  return NOISY.has(gerund);
}
