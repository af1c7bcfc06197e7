import { wordSet } from './words.js';

/** People by what they are or do, singular. */
export const PEOPLE = wordSet(
  `man woman person boy girl child kid baby toddler infant teenager adult elder lady gentleman guy human mother father parent
  daughter son sister brother twin grandmother grandfather grandma grandpa aunt uncle wife husband bride groom couple widow
  family friend neighbour neighbor stranger student pupil teacher professor worker engineer chef cook baker butcher barista waiter waitress
  bartender doctor nurse surgeon dentist patient scientist researcher technician mechanic electrician plumber welder carpenter
  blacksmith potter weaver tailor jeweller jeweler watchmaker shoemaker painter artist sculptor photographer filmmaker director actor actress dancer
  ballerina singer musician guitarist pianist violinist cellist drummer saxophonist trumpeter conductor dj rapper busker juggler
  acrobat clown magician mime gymnast athlete runner sprinter jogger cyclist biker swimmer diver surfer skater skateboarder
  snowboarder skier climber mountaineer hiker trekker camper boxer wrestler fencer archer golfer goalkeeper footballer
  player referee coach rider jockey cowboy rancher farmer shepherd fisherman hunter gardener florist lumberjack miner sailor
  captain pirate soldier officer policeman policewoman detective firefighter guard knight samurai ninja warrior viking gladiator
  king queen prince princess emperor monk nun priest wizard witch sorcerer alchemist pilot astronaut cosmonaut driver passenger
  pedestrian commuter tourist traveller traveler passer-by shopper customer vendor merchant seller shopkeeper cashier clerk
  librarian secretary businessman businesswoman entrepreneur manager lawyer judge politician reporter journalist presenter
  anchor host model influencer performer speaker audience crowd spectator courier postman mailman messenger janitor cleaner
  operator inspector supervisor foreman builder bricklayer roofer mason programmer hacker gamer writer author poet philosopher
  inventor explorer archaeologist spy thief villain hero superhero nomad villager peasant beggar ghost zombie vampire angel
  demon fairy elf dwarf goblin mermaid giant orchestra band choir team squad traffic lifeguard paramedic scout veteran
  acupuncturist apprentice assistant attendant ranger guide keeper zookeeper beekeeper veterinarian vet glassblower calligrapher barber hairdresser
  figure character protagonist robotist choirboy mayor delegate bellhop chambermaid maid butler server dishwasher porter docker stevedore
  trainer instructor master apprentice lad lass granny youngster youth toddler schoolgirl schoolboy newlywed skydiver paraglider kayaker rower
  canoeist windsurfer kitesurfer snorkeler bather sunbather onlooker bystander protester marcher guest visitor employee colleague coworker co-worker intern boss tenant roommate classmate teammate spouse boyfriend girlfriend
  mom mum mummy mommy dad daddy papa mama nana granddad grandson granddaughter nephew niece cousin pensioner retiree teen adolescent newborn dude bloke gal gent
  streamer podcaster vlogger blogger youtuber stylist therapist pharmacist chemist biologist geologist astronomer botanist architect designer illustrator
  animator editor cinematographer cameraman camerawoman stuntman stuntwoman emcee fiddler organist composer choreographer comedian jester bard bouncer doorman
  concierge valet chauffeur trucker motorcyclist racer weightlifter bodybuilder yogi judoka karateka quarterback umpire coder developer founder accountant
  banker broker trader analyst salesman saleswoman realtor receptionist attorney barrister solicitor prisoner inmate warden kidnapper robber burglar pickpocket
  smuggler gangster mobster bandit outlaw sheriff trooper assassin sniper mercenary swordsman crusader templar duke duchess baron baroness countess nobleman
  noblewoman sultan pharaoh empress shogun geisha shaman druid cleric paladin warlock mage orc troll ogre gnome hobbit centaur minotaur cyclops nymph werewolf
  bridesmaid groomsman mourner farmhand milkmaid cowgirl fisherwoman helmsman deckhand stewardess steward navigator sweeper landscaper joiner seamstress
  dressmaker cobbler locksmith glazier logger prospector dancer cheerleader mascot wanderer pilgrim hermit
  sibling hostess passerby flautist harpist newsreader physicist fishmonger grocer bodyguard squire bishop pope rabbi imam midwife gunslinger cosplayer
  surveyor labourer laborer stagehand bellboy puppeteer ventriloquist gravedigger snorkeller fireman headmaster headmistress schoolteacher lighthouse-keeper`,
);

export const ANIMALS = wordSet(
  `animal cat kitten dog puppy pup hound owlet eaglet leveret joey fledgling nestling hatchling whelp squab filly yearling lambkin bunnykin hound horse pony foal stallion mare donkey mule zebra wolf fox coyote jackal bear cub panda lion lioness tiger
  leopard cheetah jaguar panther lynx puma elephant rhino rhinoceros hippo hippopotamus giraffe monkey ape gorilla chimpanzee
  orangutan lemur sloth koala kangaroo wallaby rabbit bunny hare squirrel chipmunk beaver otter badger raccoon skunk hedgehog
  mole mouse rat hamster gerbil ferret weasel bat deer fawn stag doe moose elk reindeer antelope gazelle bison buffalo cow calf bull
  ox yak sheep lamb goat pig piglet boar camel llama alpaca bird eagle hawk falcon owl raven crow magpie sparrow robin swallow
  pigeon dove seagull gull pelican heron crane stork flamingo swan goose duck duckling chicken hen rooster chick turkey peacock
  parrot macaw cockatoo toucan hummingbird woodpecker kingfisher penguin ostrich emu fish salmon trout shark whale orca dolphin seal walrus
  manatee octopus squid jellyfish ray manta starfish crab lobster shrimp snail slug turtle tortoise frog toad salamander newt lizard
  gecko iguana chameleon snake python cobra crocodile alligator dinosaur t-rex raptor insect butterfly moth bee bumblebee wasp hornet ant
  beetle ladybug ladybird dragonfly firefly fly mosquito grasshopper cricket mantis caterpillar spider scorpion worm dragon unicorn
  phoenix griffin pegasus kraken monster beast creature retriever labrador corgi poodle husky shepherd terrier bulldog dachshund
  beagle dalmatian pug chihuahua greyhound collie spaniel mastiff tabby siamese mammoth wombat meerkat mongoose capybara platypus seahorse koi goldfish clownfish
  canary finch puffin albatross vulture condor osprey kestrel quail pheasant partridge jay oriole wren cardinal lark nightingale
  egret ibis starling buzzard cassowary gosling cygnet cuckoo hoopoe parakeet budgie lovebird bobcat cougar ocelot hyena dingo stoat mink polecat opossum
  armadillo anteater tapir porcupine shrew vole marmot groundhog caribou impala oryx wildebeest gnu heifer ewe ibex sow warthog vicuna okapi echidna gibbon
  baboon macaque porpoise stingray eel carp oyster clam earthworm locust tarantula viper rattlesnake terrapin axolotl tadpole triceratops yeti bigfoot whippet
  rottweiler pomeranian pangolin aardvark narwhal beluga tuna swordfish marlin piranha barracuda cod herring sardine anchovy mackerel grizzly tigress gannet cormorant`,
);

export const MACHINES = wordSet(
  `robot humanoid android cyborg cobot drone quadcopter rover automaton mech droid quadruped manipulator gripper exoskeleton bot alien`,
);

export const VEHICLES = wordSet(
  `car truck lorry van bus minibus coach train tram trolley locomotive subway metro bicycle bike tricycle motorcycle motorbike moped scooter
  skateboard sled sleigh snowmobile snowplow boat ship sailboat yacht ferry canoe kayak raft gondola barge trawler freighter tanker tugboat rowboat
  submarine hovercraft plane airplane aeroplane airliner aircraft jet helicopter glider balloon-basket airship zeppelin rocket
  spaceship spacecraft starship shuttle satellite ufo tractor harvester combine bulldozer excavator forklift crane-truck ambulance
  taxi cab suv sedan coupe convertible hatchback limousine pickup minivan jeep roadster supercar hypercar camper caravan rickshaw tuk-tuk carriage wagon chariot
  cart tank vehicle convoy monorail cablecar speedboat dinghy catamaran hydrofoil biplane seaplane semi trailer firetruck
  unicycle galleon schooner jetski lander hearse snowplough hoverboard funicular streetcar racecar go-kart buggy dirigible steamboat paddleboat lifeboat`,
);

/** Nouns that count a group: `a flock of birds` is birds without a number. */
export const COLLECTIVES = wordSet(
  `flock herd group pack swarm school crowd bunch cluster colony pride pod row line stack pile collection fleet army team band gang
  family host troop flight litter gaggle murder handful number lot fleet array set series trail stream queue squad caravan parade troupe`,
);

export function isBeing(noun: string): boolean {
  return PEOPLE.has(noun) || ANIMALS.has(noun) || MACHINES.has(noun) || VEHICLES.has(noun);
}

/** What can act on its own: people, animals, machines that move. */
export function isAnimate(noun: string): boolean {
  return PEOPLE.has(noun) || ANIMALS.has(noun) || MACHINES.has(noun);
}
