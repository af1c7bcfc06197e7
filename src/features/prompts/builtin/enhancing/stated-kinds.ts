/** The kinds of detail that may be added; each only where the prompt says nothing of its kind. */
export type DetailKind = 'shot' | 'camera' | 'light' | 'style';

/**
 * Words that say something of a kind. They lean towards seeing too much: then nothing is added, and the user's word
 * stands alone.
 */
const STATED: Record<DetailKind, RegExp> = {
  shot: new RegExp(
    String.raw`\b(?:shots?|close-?ups?|wide-?\s?(?:angle|view|lens|frame)|angles?|angled|pov|point of view|viewpoints?|perspective|` +
      String.raw`overhead|bird'?s[- ]eye|aerial|drone (?:shot|view|footage|video)|eye[- ]level|portraits?|macro|fram(?:e|ed|ing)|` +
      String.raw`(?:full|half)[- ]body|panoram(?:a|ic)|establishing|top[- ]down|(?:side|front|rear|back|top|satellite) view|` +
      String.raw`views? (?:of|from|over)|viewed|seen from|from (?:above|below|behind)|fish-?eye|over[- ]the[- ]shoulder|` +
      String.raw`dutch|selfie|(?:first|third)[- ]person|isometric|telephoto|lens|\d+\s?mm|dash-?cam|cctv|go-?pro|body-?cam|webcam|` +
      String.raw`security camera|ego-?centric|zoom(?:s|ed|ing)?)\b`,
    'iu',
  ),
  camera: new RegExp(
    String.raw`\b(?:camera|cameras|pans|panning|pan (?:left|right|across|up|down|to|over|shot)|tilts?|tilting|zoom(?:s|ed|ing)?|dolly|` +
      String.raw`truck(?:ing)? (?:left|right|in|out|shot)|tracking|orbit(?:s|ing)?|static|hand-?held|crane shot|steadicam|gimbal|` +
      String.raw`push(?:es|ing)?[- ]in|pull(?:s|ing)?[- ](?:in|out|back)|fly[- ]?(?:through|over|by)|drone|aerial|pov|point of view|` +
      String.raw`(?:first|third)[- ]person|time-?lapse|hyper-?lapse|slow[- ]?mo(?:tion)?|dash-?cam|cctv|go-?pro|body-?cam|selfie|` +
      String.raw`webcam|whip pan|bullet time|one[- ]take|long take|tripod|stop[- ]motion|freeze frame|shaky|satellite|microscop\w+)\b`,
    'iu',
  ),
  light: new RegExp(
    String.raw`\b(?:(?:day|sun|moon|star|candle|fire|lamp|spot|flash|head|back|street|torch|rim|key)-?\s?(?:light(?:s|ing)?|lit)|` +
      String.raw`light(?:s|ing|ning)?(?! (?:blue|green|red|pink|gr[ae]y|brown|yellow|purple|rain|snow|breeze|wind|aircraft|bulb))|` +
      String.raw`lit|unlit|illuminat\w+|glow(?:s|ing)?|shin(?:e|es|ing)|shadow(?:s|y)?|back-?lit|sunlit|moonlit|candles?|neon|lamps?|` +
      String.raw`lanterns?|torch(?:es)?|bright(?:ly)?(?! (?:blue|green|red|pink|orange|yellow|purple|colou?r\w*|eyes))|dark(?:ness)?(?! (?:blue|green|red|gr[ae]y|brown|hair|haired|skin|skinned|eyes|coat|suit|wood))|` +
      String.raw`dim(?:ly)?|golden hour|blue hour|magic hour|silhouettes?|silhouetted|(?:high|low)[- ]key|chiaroscuro|fires?(?! (?:hydrant|truck|engine|station|fighter|escape|extinguisher|department|alarm))|flames?|` +
      String.raw`camp-?fire|fireworks?|lava|explo(?:des?|ding|sions?)|aurora|disco|lasers?|sunbeams?|sparkl\w+|strobe|blazing|on (?:a |the )?stage|concert|nightclub|satellite|microscop\w+|` +
      String.raw`overexposed|underexposed|exposure|gloomy|luminous|bioluminescent|led|leds)\b`,
    'iu',
  ),
  style: new RegExp(
    String.raw`\b(?:styles?|styled|stylized|stylised|cinematic|photo-?realis\w+|realis\w+|hyper-?realis\w+|anime|manga|cartoons?|animat(?:ed|ion)|` +
      String.raw`3d|2d|cgi|render(?:ed|ing|s)?|pixar|disney|ghibli|water-?colou?rs?|oil painting|paintings?|painted|sketch(?:ed|es)?|` +
      String.raw`drawings?|drawn|illustrat\w+|pixel(?:ated)?|claymation|clay|stop[- ]motion|lego|noir|vintage|retro|grain(?:y)?|` +
      String.raw`black[- ]and[- ]white|b&w|monochrome|sepia|documentary|surreal\w*|abstract|cyberpunk|steampunk|vaporwave|synthwave|` +
      String.raw`impressionis\w+|cubis\w+|photograph\w*|photos?|footage|[248]k|uhd|hdr|unreal engine|octane|film|super 8|vhs|commercial|` +
      String.raw`vlog|music video|trailer|adverts?|advertis\w+|low[- ]poly|isometric|comics?|origami|diorama|miniature|minimalis\w+|` +
      String.raw`aesthetics?|palettes?|colou?r grad\w+|saturated|desaturated|pastel|vivid|video ?game|simulat\w+|synthetic|blueprint|` +
      String.raw`infographic|hand-?drawn|cctv|dash-?cam|security camera|thermal|infrared|x-?ray|puppets?|muppets?|natural colou?rs?)\b`,
    'iu',
  ),
};

export function isStated(kind: DetailKind, prompt: string): boolean {
  return STATED[kind].test(prompt);
}
