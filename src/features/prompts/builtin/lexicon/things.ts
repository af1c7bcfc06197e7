import { wordSet } from './words.js';

/** Rooms, buildings, streets, landscapes, waters, towns, stages, planets. */
export const PLACES = wordSet(
  `on-ramp ramp saloon flat flats entrance exit manor oven-room trailhead bakery-window lowlands highlands kitchen room bedroom bathroom lounge livingroom office lab laboratory warehouse factory studio library cafe café restaurant diner bistro pub
  hospital clinic ward garage classroom school university campus gym gymnasium museum gallery church cathedral chapel temple shrine mosque
  monastery abbey supermarket shop store boutique mall bookstore bookshop workshop basement cellar attic hallway corridor lobby elevator staircase theater theatre
  bakery bar nightclub club casino hotel motel inn tavern barn stable farm farmyard farmhouse ranch greenhouse conservatory apartment flat house home
  cottage cabin hut shack lodge mansion villa palace castle fortress tower lighthouse skyscraper building courtyard patio terrace balcony porch veranda
  rooftop roof street road lane alley alleyway avenue boulevard highway motorway freeway intersection crossroads crosswalk junction roundabout sidewalk pavement
  path trail track bridge overpass tunnel underpass subway station platform airport runway hangar harbor harbour port dock pier jetty marina
  quay wharf shipyard market bazaar marketplace square plaza park playground garden orchard vineyard plantation meadow field pasture prairie
  savanna savannah steppe tundra plain plains desert dune dunes oasis canyon gorge ravine valley hill hills hillside mountain mountains mountainside peak
  summit ridge cliff cliffs cave cavern volcano crater forest woods woodland jungle rainforest grove swamp marsh wetland bog beach shore
  seashore coast coastline seaside bay lagoon lake lakeside pond river riverbank riverside stream creek brook waterfall rapids sea ocean seabed seafloor reef island
  glacier iceberg tundra icefield arctic antarctica sky skies space orbit galaxy planet moon mars jupiter venus earth asteroid cosmos nebula universe
  city town village suburb neighborhood neighbourhood district downtown metropolis skyline cityscape countryside outskirts slum favela ghetto
  stadium arena court pitch rink pool stage backstage ballroom hall auditorium cinema circus fairground carnival zoo aquarium amphitheater cemetery
  graveyard crypt tomb dungeon prison cell bunker shelter trench battlefield ruins ruin site quarry mine construction-site
  parking-lot lot driveway yard backyard lawn campsite camp tent treehouse cockpit cabin-crew carriage wagon-yard depot landfill junkyard scrapyard
  boardroom courtroom cathedral laundromat laundry salon barbershop spa sauna pharmacy bank embassy observatory planetarium
  spaceport colony base outpost world landscape seascape wilderness wasteland moor heath fjord delta estuary isthmus peninsula archipelago
  planet surface lakefront waterfront promenade boardwalk embankment canal aqueduct dam reservoir mill windmill sawmill smithy forge foundry
  refinery plant powerplant datacenter cleanroom vault archive atelier foyer vestibule pantry nursery dormitory barracks monument
  gate gateway archway doorway clearing thicket hedgerow maze labyrinth terrace ricefield paddy farmland cornfield wheatfield
  velodrome racetrack raceway circuit slope slopes piste velodrome dojo arcade chalet igloo yurt pagoda mosque synagogue pavilion gazebo bandstand
  freight-yard railyard crossing bus-stop stop newsroom kindergarten playroom cloister colonnade atrium mezzanine penthouse loft cubicle`,
);

/** A place only where no other is named. */
export const SURFACES = wordSet(
  `table desk bench chair armchair sofa couch bed counter countertop bar-top shelf windowsill ledge floor ground carpet rug mat blanket pedestal podium
  workbench tray plate board wall fence stool stand rock stone boulder log stump branch step stairs stairway ladder swing hammock
  doorstep edge workstation conveyor belt stove nightstand dresser cabinet crate barrel pillow cushion perch platform easel tabletop grass sand snow ice mud puddle rail railing`,
);

/** Not counted as things: substances. */
export const SUBSTANCES = wordSet(
  `water milk coffee tea juice wine beer oil honey syrup sauce soup smoke steam fog mist dust sand mud snow ice rain fire flame flames lava magma
  dough flour sugar salt pepper butter chocolate cream blood paint ink glue clay wax foam lather soap concrete cement tar gravel grass moss
  air wind light darkness powder liquid fluid gas vapour vapor sawdust ash ashes sweat tears spray batter rice food metal wood glass steel
  energy electricity money hay straw wool silk fabric cotton yarn thread dew frost sparks spark ember embers pollen confetti glitter traffic music
  sunlight moonlight splash splashes droplets ripples bubbles foliage vegetation laundry luggage debris rubble soil earth dirt weather`,
);

export const BODY_PARTS = wordSet(
  `hand hands finger fingers thumb fist palm arm arms elbow wrist shoulder shoulders leg legs knee knees foot feet toe toes head face eye eyes
  eyebrow eyebrows eyelash eyelashes ear ears nose mouth lip lips tooth teeth tongue cheek cheeks chin beard moustache mustache goatee hair braid braids
  ponytail bun bangs fringe curls dreadlocks neck chest back waist hip hips belly stomach skin freckle freckles wrinkle wrinkles
  scar scars tattoo tattoos fur mane tail paw paws claw claws wing wings feather feathers beak fin fins horn horns antler antlers tusk tusks
  trunk hoof hooves whisker whiskers scale scales shell stripes stripe spots spot snout muzzle breath heart muscle muscles body bodies
  gaze stare look smile grin frown expression crest plumage coat-of-fur pawprint antenna antennae tentacle tentacles gills dimples stubble sideburns`,
);

/** Parts of buildings, vehicles and other things, singular. */
export const THING_PARTS = wordSet(
  `window door roof wall chimney shutter balcony porch gate tower turret dome wheel tyre tire rim headlight bumper bonnet windscreen windshield fender exhaust
  sail mast hull deck oar propeller rotor antenna engine hood spoiler handle handlebar saddle lid spout label cap cork leg drawer knob petal thorn leaf root page cover
  string key pedal screen button dial lens frame blade`,
);

export const CLOTHES = wordSet(
  `coat raincoat jacket parka trenchcoat overcoat blazer suit tuxedo dress gown skirt blouse shirt t-shirt tshirt tee polo sweater jumper pullover cardigan
  hoodie sweatshirt vest waistcoat tunic robe robes kimono sari yukata hanbok cloak cape shawl poncho scarf tie bowtie belt sash trousers pants jeans shorts leggings
  tights overalls dungarees jumpsuit uniform apron spacesuit wetsuit swimsuit bikini trunks costume armor armour chainmail helmet hat cap
  beanie beret fedora turban hijab veil hood bonnet crown tiara headband bandana mask goggles glasses sunglasses spectacles glove gloves mittens mitten
  boot boots shoe shoes sneaker sneakers sandals heels slippers socks stockings sock pajamas pyjamas nightgown outfit clothes clothing attire garb necklace
  earrings bracelet watch ring harness backpack-straps toga kilt poncho bathrobe windbreaker visor headscarf tutu leotard tracksuit coveralls scrubs
  labcoat lab-coat jersey jerseys sweatpants pullover oilskin oilskins fleece gi anorak duffle duster suspenders cufflinks brooch pendant choker corset bodice petticoat frock gauntlets greaves monocle
  headset headphones earphones earmuffs sombrero stetson trainers loafers stilettos wellies wellingtons clogs moccasins espadrilles hairband headdress wig balaclava
  snood turtleneck camisole onesie bodysuit romper chinos slacks culottes pinafore smock cassock tabard sarong dashiki kaftan caftan dirndl lederhosen cummerbund
  cravat ascot chaps anklet bangle bangles locket lanyard mitts epaulettes puffer flip-flops pyjama`,
);

/** Gives light, as a noun. */
export const LIGHT_SOURCES = wordSet(
  `sunlight,moonlight,starlight,daylight,candlelight,firelight,lamplight,torchlight,lantern light,window light,street light,streetlight,street lights,streetlights,street lamps,street lamp,
  streetlamp,streetlamps,neon signs,neon sign,neon lights,neon light,neon tubes,neon,headlights,headlight,flashlight,flashlights,spotlight,spotlights,studio light,studio lights,studio lighting,stage lights,stage lighting,
  string lights,fairy lights,lanterns,paper lanterns,candles,fluorescent light,fluorescent lights,fluorescent tubes,fluorescent lighting,natural light,
  natural lighting,ambient light,softbox,ring light,led lights,led light,led strips,screen light,screen glow,monitor glow,monitor light,firelight,campfire light,torches,lamps,
  christmas lights,city lights,overhead lights,overhead lamps,sunbeams,sun rays,sunrays,god rays,light rays,skylight,skylights,strobe lights,strobe light,laser light,laser lights,
  bioluminescent glow,bioluminescence,northern lights,aurora,floodlights,floodlight,brake lights,tail lights,taillights,traffic lights,chandelier light,desk lamp,table lamp,
  practical lights,practical lamps,tungsten light,tungsten lamps,halogen light,gaslight,gas lamps,oil lamps,oil lamp,emergency lights,police lights,signal lights,work lights,dashboard lights,ambient lighting,
  lightbox,light box,bonfire light,fireplace light,lamp light,moonbeams,moonbeam,sunbeam,spot light,spot lights,ceiling lights,fluorescent lamps`,
);

/** Sounds as nouns that stand for effects by themselves. */
export const EFFECT_NOUNS = wordSet(
  `footsteps footstep thunder applause laughter barking birdsong chirping birds cheering gunshots gunshot explosion explosions sirens siren
  screech screeching crackle crackling rustle rustling splash splashing clatter clattering ringing beep beeping beeps hum humming buzz buzzing honking horns
  whistle whistling howl howling growl growling roar roaring creak creaking squeak tick ticking click clicking clicks thud thuds crash crashing drip dripping
  whoosh hiss hissing sizzle sizzling bells bell chime chimes knock knocking scream screams shout shouts whisper whispers clinking jingling purr purring
  meow meowing bark chirp chirps clang clanging slam slamming clapping`,
);

export const INSTRUMENTS = wordSet(
  `piano guitar violin cello drums drum flute saxophone trumpet strings orchestra orchestral orchestral-score jazz techno rock pop synth synthwave lo-fi lofi hip-hop hiphop ambient
  classical folk blues electronic house metal opera choir accordion harp organ banjo ukulele bass percussion marimba`,
);
