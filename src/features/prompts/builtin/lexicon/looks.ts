import { wordSet } from './words.js';

export const COLOURS = wordSet(
  `red orange yellow green blue purple violet indigo pink brown black white grey gray silver gold golden bronze copper teal turquoise cyan magenta crimson
  scarlet maroon burgundy beige cream ivory tan khaki olive lime mint emerald jade aqua navy azure cobalt sapphire lavender lilac mauve plum
  fuchsia rose coral salmon peach apricot amber ochre mustard rust charcoal ebony ruby sepia terracotta umber sienna chartreuse periwinkle`,
);

export const SHADES = wordSet(
  'bright dark light pale deep vivid neon pastel dull soft muted hot electric royal powder forest navy sky midnight baby blood',
);

/** Of a colour only right before it: `dusty rose`, `sage green`. */
export const NUANCES = wordSet(
  `dusty pearl sage burnt steel slate icy smoky cherry lemon wine olive moss mint chocolate coffee sand champagne cobalt rose ash cream ivory coral salmon peach
  apricot plum ruby emerald jade turquoise teal aqua lime mustard rust copper bronze silver gold golden off candy bubblegum cotton brick fire lipstick canary mustard lava ocean
  sea bottle hunter racing kelly army petrol gunmetal pitch jet snow milky chalk bone sunset warm cool acid toxic metallic pearlescent glossy satin matte rich washed faded`,
);

/** Colours that other words come before: an `ice cream` has none. */
export const BASIC_COLOURS = wordSet(
  'red orange yellow green blue purple violet pink brown black white grey gray silver gold beige turquoise teal rose',
);

export const MATERIALS = wordSet(
  `wooden metal metallic steel iron brass copper bronze glass plastic paper cardboard leather wool woollen woolen silk velvet cotton denim linen stone marble granite
  concrete brick ceramic porcelain clay crystal rubber straw wicker bamboo chrome aluminium aluminum titanium gold silver fur felt lace ivory bone
  tin obsidian pewter jade alabaster slate sandstone limestone terracotta earthenware balsa mahogany burlap nylon suede tweed corduroy
  papier-mâché styrofoam plexiglass`,
);

/** In -ing, but saying how a thing looks, not what it does. */
export const LOOKS_ING = wordSet(
  `glowing towering burning shining gleaming glittering sparkling shimmering blazing twinkling flaming smoking steaming rotting crumbling
  overhanging sprawling winding imposing menacing striking stunning charming interesting surprising living missing matching flickering rusting peeling
  fading flowing bustling sweeping rolling floating-point self-driving flying-fish hanging dripping bulging piercing dazzling drooping trailing lasting freezing amazing breathtaking looming bleeding
  leading moving-image rising-star low-hanging good-looking smoldering smouldering soaring-cliff gaping billowing`,
);

/** On a face. */
export const EXPRESSIONS = wordSet(
  `smiling grinning frowning laughing crying scowling smirking beaming pouting sobbing weeping blushing happy sad worried surprised shocked amazed astonished scared
  frightened terrified anxious nervous angry furious annoyed bored tired sleepy exhausted relaxed confident determined focused serious stern
  thoughtful pensive curious confused puzzled proud embarrassed shy disgusted excited joyful cheerful content delighted amused bewildered calm
  concentrated concerned grim stoic solemn wistful skeptical sceptical stunned startled relieved hopeful disappointed playful mischievous smug
  teary-eyed tearful expressionless melancholic lonely gloomy jubilant ecstatic elated dismayed perplexed intense intent blank weary`,
);

export const MOODS = wordSet(
  `serene peaceful tranquil calm calming relaxing cosy cozy warm-hearted joyful happy cheerful playful whimsical uplifting hopeful optimistic inspiring festive celebratory
  triumphant heroic epic majestic dramatic intense tense suspenseful ominous foreboding menacing sinister eerie spooky creepy haunting mysterious
  enigmatic mystical magical ethereal dreamy dreamlike surreal-feeling nostalgic melancholic melancholy sad somber sombre bleak gloomy desolate lonely isolated
  romantic intimate tender sensual passionate energetic lively vibrant dynamic chaotic frantic hectic exciting thrilling adventurous
  contemplative meditative reflective solemn reverent sacred spiritual quiet still hushed unsettling uneasy disturbing grim gritty dark moody brooding
  apocalyptic dystopian utopian futuristic-feeling lighthearted light-hearted funny humorous comedic quirky carefree lazy sleepy wistful bittersweet
  tragic emotional heartwarming heart-warming touching sentimental grand awe-inspiring luxurious elegant sophisticated professional clinical sterile cold-hearted
  welcoming inviting homely rustic idyllic pastoral bucolic otherworldly hypnotic trance-like anxious fearful claustrophobic oppressive paranoid
  hostile rebellious edgy cool-headed upbeat fun joyous jubilant bustling busy soothing gentle foreboding atmospheric zen wondrous enchanted enchanting`,
);

/** Of quantity or praise: no attributes. */
export const EMPTY_ADJECTIVES = wordSet(
  `single lone several many few some various multiple numerous countless beautiful stunning gorgeous amazing breathtaking incredible awesome perfect
  nice lovely great masterpiece best highly ultra super very really quite rather extremely own other another same different certain such
  photorealistic realistic cinematic first second third last next main whole entire both all each every more most any`,
);

/** Adverbs that stay with their adjective. */
export const DEGREES = wordSet(
  'slightly very partly partially heavily lightly deeply brightly half fully freshly newly badly finely richly softly highly extremely intricately elaborately ornately neatly densely',
);

export const ADJECTIVES = wordSet(
  `ginger auburn crimson hooded clumsy careful old young elderly middle-aged ancient new modern vintage antique small little tiny miniature big large huge giant gigantic enormous massive tall short long wide
  narrow thin thick fat slim slender skinny chubby muscular heavy light round square flat curved straight bent broken cracked worn torn
  tattered ragged dirty dusty muddy clean shiny glossy matte smooth rough soft hard fluffy furry hairy bald bearded bushy curly wet dry damp hot cold frozen icy snowy
  warm cool fresh ripe raw rusty rustic ornate plain striped spotted dotted checkered patterned transparent translucent colorful colourful
  bright dark pale vivid empty full open closed busy crowded deserted abandoned parked quiet noisy loud calm wild tame domestic stray playful friendly
  fierce brave shy lazy sleepy hungry strong weak fast slow quick agile elegant graceful clumsy rich poor famous mysterious magical
  futuristic medieval gothic victorian traditional industrial mechanical electric robotic autonomous armored armoured winged horned hooded masked
  lush grassy sandy rocky mossy leafy snow-covered snow-capped moss-covered steep deep shallow cobbled cobblestone paved urban rural suburban tropical arctic alpine
  japanese chinese korean indian french italian german spanish british english american african european mexican russian nordic arabian turkish
  giant-sized grey-haired red-haired blonde blond brunette redheaded freckled wrinkled tanned pregnant barefoot athletic wealthy homeless
  adult male female human feral majestic regal noble royal humble ordinary weathered battered polished painted carved woven knitted embroidered folded
  handmade homemade wireless digital analog holographic luminous sleek streamlined bulky sturdy fragile delicate steep jagged sharp blunt pointed crooked tangled
  frosty healthy sick dormant hollow solid bony frail plump stocky burly lanky lean stubby chunky sticky greasy oily bloody pretty handsome ugly
  evil wicked sinister gentle timid bold loyal greedy grumpy wise drunk thirsty starry sooty sandy chalky velvety creamy crispy juicy crunchy waxy misty gilded
  baggy fancy filthy flimsy frilly furrowed gaunt hefty itchy knobbly lacy lumpy murky pearly petite posh prickly puffy ripe saggy shabby silky silvery
  skinny slick sloppy sooty sporty stern stiff stout stylish sunny tacky tubby woolly zany blind deaf lame alive dead dormant active upright loose tight sheer
  silver-haired long-haired short-haired dark-haired bespectacled uniformed costumed cute adorable scruffy shaggy spiky sleek scaly slimy`,
);
