// What the contact sheet shows: each attribute of the world at least once, combinations that nobody trained on among it.
import type { ClipRequest } from './clips.ts';

export const SHEET_PROMPTS: readonly Omit<ClipRequest, 'seed'>[] = [
  { prompt: 'a red ball bounces in the meadow' },
  { prompt: 'a blue car drives to the right in the city at night' },
  { prompt: 'two yellow fish swim to the left in the sea' },
  { prompt: 'a white boat sails to the left on the sea at sunset' },
  { prompt: 'a purple rocket rises fast in the mountains at dawn' },
  { prompt: 'a green tree in the desert in the rain' },
  { prompt: 'an orange star spins in the arctic at night' },
  { prompt: 'a pink house in the forest while it snows, the camera zooms in' },
  { prompt: 'three black cats in the city at sunset' },
  { prompt: 'a brown bird flies to the right slowly in front of a volcano' },
  { prompt: 'a blue cube falls in the meadow in thick fog' },
  { prompt: 'a red heart sways under a cloudy sky on the ice' },
  { prompt: 'a yellow car in the mountains, the camera pans left' },
  { prompt: 'a red ball to the left of a blue cube in the desert' },
  { prompt: 'a pink cat below a green star in the meadow' },
  {
    prompt: 'a red heart in the desert',
    negativePrompt: 'clear sky, sunny',
  },
];
