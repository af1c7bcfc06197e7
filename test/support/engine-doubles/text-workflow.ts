/** A workflow as ComfyUI exports it, cut down to what bindings touch. */
export const TEXT_WORKFLOW = {
  '3': {
    class_type: 'KSampler',
    inputs: { seed: 1, steps: 20, cfg: 6, model: ['37', 0], positive: ['6', 0], negative: ['7', 0] },
  },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: 'a fox', clip: ['38', 0] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['38', 0] } },
  '9': { class_type: 'SaveVideo', inputs: { filename_prefix: 'video/', video: ['49', 0] } },
  '37': { class_type: 'UNETLoader', inputs: { unet_name: 'wan2.1_t2v_1.3B_fp16.safetensors' } },
  '40': {
    class_type: 'EmptyHunyuanLatentVideo',
    inputs: { width: 832, height: 480, length: 33, batch_size: 1 },
  },
  '49': { class_type: 'CreateVideo', inputs: { fps: 16, images: ['8', 0] } },
};

export const TEXT_BINDINGS = {
  bindings: {
    prompt: '/6/inputs/text',
    negative_prompt: '/7/inputs/text',
    seed: '/3/inputs/seed',
    steps: '/3/inputs/steps',
    guidance_scale: '/3/inputs/cfg',
    width: '/40/inputs/width',
    height: '/40/inputs/height',
    num_frames: '/40/inputs/length',
    fps: '/49/inputs/fps',
  },
};
