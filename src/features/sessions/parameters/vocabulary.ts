/**
 * Terms on which the prompt guides of video models agree (Wan 2.2, HunyuanVideo 1.5, LTX-2, Cosmos, Sora, Veo).
 * Everything else in a description is free text.
 */

export const SHOT_SIZES = [
  'extreme close-up',
  'close-up',
  'medium close-up',
  'medium shot',
  'cowboy shot',
  'full shot',
  'wide shot',
  'extreme wide shot',
] as const;

export const CAMERA_ANGLES = [
  'eye level',
  'low angle',
  'high angle',
  'overhead',
  "bird's-eye view",
  'dutch angle',
  'over-the-shoulder',
  'point of view',
] as const;

export const CAMERA_MOVEMENTS = [
  'static',
  'pan left',
  'pan right',
  'tilt up',
  'tilt down',
  'zoom in',
  'zoom out',
  'dolly in',
  'dolly out',
  'truck left',
  'truck right',
  'pedestal up',
  'pedestal down',
  'orbit',
  'tracking',
  'handheld',
  'aerial',
  'arc',
] as const;

export const SPEEDS = ['very slow', 'slow', 'moderate', 'fast', 'very fast'] as const;

export const DEPTHS_OF_FIELD = ['shallow', 'deep'] as const;

export const TIMES_OF_DAY = [
  'dawn',
  'sunrise',
  'morning',
  'midday',
  'afternoon',
  'golden hour',
  'sunset',
  'dusk',
  'blue hour',
  'evening',
  'night',
  'midnight',
] as const;

export const WEATHERS = ['clear', 'cloudy', 'overcast', 'rain', 'storm', 'snow', 'fog', 'wind'] as const;
