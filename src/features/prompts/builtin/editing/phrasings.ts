type Phrasing = readonly [pattern: RegExp, words: string];

/** What people ask for in words of their own, in the words that descriptions are read by. */
const PHRASINGS: readonly Phrasing[] = [
  // format
  [
    /\b(?:vertical|portrait)(?: (?:video|format|mode|orientation|aspect(?: ratio)?|clip))\b|^(?:make it )?(?:vertical|portrait)$/i,
    '9:16',
  ],
  [
    /\b(?:horizontal|landscape|widescreen)(?: (?:video|format|mode|orientation|aspect(?: ratio)?|clip))\b|^(?:make it |in )?(?:widescreen|horizontal|landscape)$/i,
    '16:9',
  ],
  [/\bsquare(?: (?:video|format|aspect(?: ratio)?|clip|frame))\b|^(?:make it )?square$/i, '1:1'],
  [/\bframes per second\b|\bframes a second\b/i, 'fps'],
  // camera
  [
    /^(?:lock (?:off|down) (?:the )?camera|lock (?:the )?camera(?: off| down)?|(?:the )?camera (?:should be |must be |is )?(?:locked(?: off| down)?|fixed|still|stationary)|(?:make it |keep it |shoot it )?locked[- ]off|no (?:camera )?shak(?:e|ing)|stabili[sz]e (?:it|the (?:shot|camera|footage))|less shaky|put it on (?:a tripod|sticks)|(?:keep|hold|make) (?:the )?camera (?:still|static|steady|fixed|locked|stationary)(?: .*)?|no camera (?:move(?:ment)?s?|motion)|(?:don't|do not|stop) mov(?:e|ing) the camera|stop the camera(?: movement)?|steady (?:camera|shot)|lock it (?:off|down))$/i,
    'static camera',
  ],
  [
    /^(?:get|go|come|be|step|move the camera) (?:in )?(?:much |a bit |a little )?closer(?: (?:to|on) .*)?$|^(?:a )?(?:closer|tighter)(?: (?:shot|framing|view|crop))?$|^(?:make it |frame it |crop it |go )(?:closer|tighter)$|^tighten (?:up )?(?:the )?(?:shot|frame|framing)$/i,
    'close-up',
  ],
  [/^(?:tight|close|close up|closeup) on (?:his|her|its|their|the) (?:face|eyes|hands?)$/i, 'close-up'],
  [
    /^(?:go |make it |make the shot |a )?wider(?: (?:shot|framing|view|frame))?$|^widen (?:up )?(?:the )?(?:shot|frame|framing|view)$/i,
    'wide shot',
  ],
  [
    /^((?:very )?(?:slowly|gently|gradually|quickly|rapidly)) ((?:pull|push|move|bring|take|tilt|pan) (?:the )?camera .+)$/i,
    '$2 $1',
  ],
  [/^(?:pull|move|bring|take) (?:the )?camera (?:back|out|away)\b/i, 'dolly out'],
  [/^(?:push|move|bring) (?:the )?camera (?:in|forward|closer)\b/i, 'dolly in'],
  [
    /^(?:make |have |let )(?:the )?camera (?=pan|tilt|zoom|dolly|push|pull|orbit|circle|follow|track|truck|rise|crane|arc|move)/i,
    'the camera ',
  ],
  [
    /\bhandheld (?:feel|look|style|feeling|vibe)\b|\b(?:shaky|wobbly|jittery)(?: (?:cam|camera|footage|feel))\b/i,
    'handheld camera',
  ],
  [
    /^(?:blur|defocus|soften) (?:out )?(?:the )?background$|^(?:blurrier|blurry|blurred|softer) background$|^make the background (?:more )?(?:blurry|blurred|blurrier|out of focus|soft)$/i,
    'blurred background',
  ],
  [
    /^(?:sharpen|focus) (?:the )?background$|^(?:keep|make|get|have|want)? ?everything (?:(?:should|must|has to|needs to) be |is |to be )?(?:sharp|in focus|crisp)$/i,
    'everything in focus',
  ],
  // How fast is said behind the movement, or in front of it.
  [
    /^((?:(?:make |have |let )?the camera )?(?:(?:orbit|circle|arc)s? (?:around|round)|(?:pan|tilt|zoom|dolly|push|pull|crane|truck)s? (?:left|right|up|down|in|out|back)\b)(?: \p{L}+){0,6}?) ((?:very )?(?:slowly|gently|gradually|quickly|rapidly|fast))$/iu,
    '$2 $1',
  ],
  [
    /^(?:film|shoot|see|show|view|record|capture|watch|take) (?:(?:it|him|her|them|this|everything)|the [\p{L} -]+?) from (?:a|the) (?:drone|helicopter|air|plane)\b/iu,
    'drone shot',
  ],
  [/\b(?:orbit|circl)(?:e|ing)? (?:around|round) (?:.+)$/i, 'orbiting camera'],
  [/^the camera (?:orbits?|circles?) .*\b(slow|quick|gent|rapid)ly\b.*$/i, '$1ly orbiting camera'],
  [/^the camera (?:orbits?|circles?) .+$/i, 'orbiting camera'],
  [/^the camera (?:should|must|has to|needs to|can|could) (?=\p{L})/iu, 'the camera '],
  [
    /\b(?:slowly|gently|gradually) (?=push|pull|pan|tilt|zoom|dolly|orbit|rise|move|track|truck|creep)/i,
    'slow ',
  ],
  [/\b(?:quickly|rapidly) (?=push|pull|pan|tilt|zoom|dolly|orbit|rise|move|track|truck)/i, 'fast '],
  [/\b(?:(?:a )?steady tripod|on a tripod|a tripod|tripod)(?: shot)?\b/i, 'static camera'],
  [
    /\b(?:drone|aerial|helicopter) (?:view|perspective|footage)\b|\bfrom (?:a|the) (?:drone|helicopter|air|plane)\b/i,
    'drone shot',
  ],
  [
    /^(?:see |show |film |shoot |look at |view )?(?:him|her|it|them|everything|the (?!\p{L}*(?:light|lamp|sun|moon)s?\b)[\p{L} -]+?) (from (?:(?:directly|right|straight|high|way|far) )?(?:above|below|overhead))$/iu,
    '$1',
  ],
  [/^look(?:ing)? (?:straight )?down (?:on|at|from) .+$/i, 'high angle'],
  [/^look(?:ing)? up (?:at|from) .+$/i, 'low angle'],
  [
    /^(?:level|straighten)(?: out)? (?:the )?(?:horizon|frame|framing|camera|shot|it)(?: out)?$/i,
    'remove the dutch angle',
  ],
  // weather and sky
  [/^(?:clear up|clear|brighten|open up) the sk(?:y|ies)$/i, 'sunny'],
  [/^(?:let|make) it (?=rain|snow)/i, 'make it '],
  [/^(?:make it |it should be |let it be )?clear$/i, 'clear sky'],
  [/^calm (?:down )?the (wind|storm)$/i, 'remove the $1'],
  [/^calm (?:down )?the weather$/i, 'clear sky'],
  [
    /^(?:make |let |have )?it (?:should |must |has to |needs to )?(?:stop|quit|cease)(?:s|ped)? (rain|snow|storm|pour|drizzl)(?:ing)?$/i,
    'remove the $1',
  ],
  [
    /^(?:let|have) the sun (?:shine|come out)$|^(?:bring out|add) (?:the )?sun$|^(?:good|nice|fine|better) weather$/i,
    'sunny',
  ],
  [/^(?:let|make) (?:there be |it )(?=fog|mist|wind|storm|thunder|lightning)/i, 'make it '],
  [/\b(?:foggier|mistier|hazier)\b/i, 'foggy'],
  [/\b(?:rainier|wetter weather)\b/i, 'rainy'],
  [/\bsnowier\b/i, 'snowy'],
  [/\bsunnier\b/i, 'sunny'],
  [/\bcloudier\b/i, 'cloudy'],
  [/\bwindier\b/i, 'windy'],
  [/\bstormier\b/i, 'stormy'],
  [/^(make it |let it )(?:rain|pour)(?: (?:heavily|hard|down|cats and dogs|lightly|a bit))?$/i, 'rain'],
  [/^(?:make it |let it )snow(?: (?:heavily|hard|lightly|a bit))?$/i, 'snow'],
  // light
  [
    /^(?:dim|lower|turn down|reduce) the lights?(?:ing)?$|^(?:less light|dimmer(?: light(?:ing)?)?|make (?:it|the light(?:ing|s)?) dimmer)$/i,
    'dim light',
  ],
  [
    /^(?:brighten (?:it|the (?:scene|light(?:ing|s)?|image|shot|picture))(?: up)?|brighten up|more light|brighter(?: light(?:ing)?)?|make (?:it|the (?:scene|light(?:ing|s)?|image|shot)) (?:much |a bit )?brighter|turn up the lights?)$/i,
    'bright light',
  ],
  [
    /^(?:backlight|back-light) (?:it|him|her|them|the .+)$|^light (?:it|him|her|them) from behind$/i,
    'backlit',
  ],
  [/\bsofter(?= light)|\bsoften (?:the )?(?=light)/i, 'soft '],
  [/\bharsher(?= light)/i, 'harsh'],
  [/\bwarmer\b/i, 'warm'],
  [/\b(?:cooler)(?= (?:light|tones?|grade|colou?rs?|palette))/i, 'cool'],
  [/\bcolder(?= light)/i, 'cold'],
  [
    /^make the light(?:ing)? (warm|cool|cold|soft|hard|harsh|dramatic|diffused|golden|moody)(?:er)?$/i,
    '$1 light',
  ],
  [/^(?:more )?dramatic light(?:ing)?$/i, 'dramatic lighting'],
  [/\bby candle ?light\b|\bcandle-?lit\b|\blit by candles\b/i, 'candlelight'],
  [/\b(cold|cool) blue light(?:ing)?\b/i, '$1 light'],
  [
    /^(?:make |get )?(?:it|everything|the (?:whole )?(?:scene|shot|image|picture|video|light(?:ing|s)?)) (?:much |a (?:bit|little) )?(?:darker|dimmer)$|^(?:a (?:bit|little) |much )?darker$|^darken (?:it|everything|the .+)$/i,
    'dim light',
  ],
  [/^(?:a bit |a little |more )?on the (warm|cool|cold|soft|hard|bright|dim|dark)(?:er)? side$/i, '$1 light'],
  [/\bthe back-?light(?:ing)?$/i, 'the backlit'],
  [
    /^(?:(?:let|have|make|get|want|see|keep) )?(?:the |a )?((?:spot|key|main|back|rim|sun|window|moon|street|stage|soft|hard)? ?(?:light(?:ing|s)?|lamps?|sun|spot)) (?:should |must |has to |needs to )?(?:now )?(?:come|comes|coming|shine|shines|fall|falls|hit|hits|be|is) (?:in )?(from .+)$/i,
    'lit $2',
  ],
  // grade
  [/\bb ?& ?w\b|\bb\/w\b/gi, 'black and white'],
  [
    /^(?:black ?(?:and|&|\/|-and-) ?white|b&w|b\/w|bw|monochrome)(?: (?:look|video|film|version|style))?$/i,
    'black and white',
  ],
  [
    /\bless saturat(?:ed|ion)\b|\bdesaturate(?:d)?(?: (?:it|the (?:colou?rs|image|picture|grade)))?$|\bless colou?rful\b/i,
    'desaturated grade',
  ],
  [/\bsepia tones?\b/i, 'sepia'],
  [/\bmore saturat(?:ed|ion)\b|\bsaturate the colou?rs\b/i, 'saturated grade'],
  // mood
  [/\bmoodier(?: mood| atmosphere| vibe| feeling)?\b/i, 'moody mood'],
  [/\b(?:more )?(?:happier|cheerier)(?: mood| atmosphere| vibe)?\b/i, 'happy mood'],
  [/\bsadder(?: mood| atmosphere| vibe| feeling)?\b/i, 'sad mood'],
  [/\b(?:scarier|spookier)(?: mood| atmosphere| vibe)?\b/i, 'spooky mood'],
  [/\b(?:creepier)(?: mood| atmosphere)?\b/i, 'creepy mood'],
  [/\bcalmer(?: mood| atmosphere| vibe| feeling)?\b/i, 'calm mood'],
  [/\bgloomier(?: mood| atmosphere| vibe| feeling)?\b/i, 'gloomy mood'],
  [/\bcosier|cozier\b/i, 'cozy mood'],
  [/\bdreamier(?: mood| atmosphere| vibe| feeling)?\b/i, 'dreamy mood'],
  [/\beerier(?: mood| atmosphere| vibe| feeling)?\b/i, 'eerie mood'],
  [/\bgrittier(?: mood| atmosphere| vibe| feeling)?\b/i, 'gritty mood'],
  // time
  [/\b(late|early) in the (morning|afternoon|evening|day)$/i, 'in the $1 $2'],
  [
    /^(?:make it |set it )?(?:a (?:bit|little) )?(?:later|earlier) in the (day|morning|evening|afternoon)$/i,
    '$1',
  ],
  [/^(?:nighttime|night time|by night|at nighttime)$/i, 'at night'],
  [/^(?:shift|change|move|set|switch) (?:the time|time|the time of day|the hour) to /i, 'set it at '],
  // length
  [
    /^(?:shorten|cut|trim|lengthen|extend|stretch|limit|reduce|increase) (?:it|the (?:video|clip|shot|duration|length|scene))(?: down)? to /i,
    'make it ',
  ],
  [/^(?:make it |make the (?:video|clip|shot) )(?:last )?(.+? seconds?)(?: long| in length)?$/i, '$1'],
  [
    /^(?:make it )?(?:half|halve) (?:the |its |that )?(?:length|duration|time|running time)$|^(?:make it )?half (?:as long|that)$|^(?:cut|chop|slice) (?:it|the (?:length|duration|clip|video|shot)) in half$/i,
    'half its length',
  ],
  [
    /^(?:make it )?(?:double|twice) (?:the |its |that )?(?:length|duration|time|running time)$|^(?:make it )?twice (?:as long|that)$/i,
    'twice its length',
  ],
  [
    /^(?:run it |play it )?(?:at |in )?(?:normal|regular|usual|real[- ]?time) speed$|^(?:in )?real[- ]?time$|^(?:no|not in|without|drop the|remove the|lose the) slow[- ]?mo(?:tion)?$/i,
    'at a usual speed',
  ],
  // music
  [
    /^(?:(?:add|use|play|put(?: in)?|have|with|give (?:it|me)) )?(?!change\b)(.+?) as (?:the |an? |its )?(?:ambience|ambient (?:sounds?|noise)|background (?:sounds?|noise)|soundscape|room tone)$/iu,
    'change the ambience to $1',
  ],
  [
    /^(?:(?:add|use|play|put(?: in)?|have|with|give (?:it|me)) )?(?!change\b)(.+?) as (?:the |an? |its )?(?:(?:background )?music|soundtrack|score)$/iu,
    'change the music to $1',
  ],
  [
    /^(?:(?:add|use|play|put(?: in)?|have|with) )?(?!change\b)(.+?) as (?:the |an? )?(?:sound effects?|sfx|effect)$/iu,
    'add the sound of $1',
  ],
  [
    /^(?:(?:add|put|have|use|play|get) )?(?!change\b)((?:an? |some )?(?:\p{L}+ ){0,3}\p{L}+) (?:on|in|for) the (?:soundtrack|score)$/iu,
    'change the music to $1',
  ],
  [
    /^(?:(?:add|play|with|have|i want|some) )?((?:\p{L}+ ){0,2}(?:piano|guitar|violin|cello|strings|drums|flute|saxophone|trumpet|harp|jazz|techno|synthwave|lo-?fi|accordion|harmonica|orchestra)) (?:playing )?(?:softly |quietly |gently )?(?:in the background|underneath|playing|over it)$/iu,
    'add $1 music',
  ],
  // speech
  [/\b(?:slow?-?mo)\b/i, 'slow motion'],
];

/** A clause in the words that descriptions are read by; as it is where it already was. */
export function rephrased(clause: string): string {
  let text = clause;
  for (const [pattern, words] of PHRASINGS) text = text.replace(pattern, words);
  return text.replace(/\s+/g, ' ').trim();
}

/** `a bit faster`, `much slower`: a speed, where the words say nothing else. */
export function speedIn(phrase: string): 'slow' | 'fast' | undefined {
  const word =
    /\b(slower|more slow(?:ly)?|more quick(?!ly)|slow down|slowed|faster|quicker|more quickly|speed up|speedier)\b/i.exec(
      phrase,
    )?.[1];
  return word === undefined ? undefined : /slow/i.test(word) ? 'slow' : 'fast';
}
