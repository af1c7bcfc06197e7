import { wordSet } from './words.js';

/** What is done in front of a camera, as infinitives; the language library knows many more, with less certainty. */
export const VERBS = wordSet(
  `walk run jog sprint jump leap hop skip dance twirl spin twist turn rotate roll tumble fall drop slide slip glide fly soar hover float drift swim dive
  surf sail row paddle climb crawl creep march stroll wander trot gallop ride drive cycle bike skate skateboard ski race chase follow lead sit stand
  lie rest lean kneel crouch squat bend bow sleep nap wake stretch yawn breathe blink wink smile grin laugh giggle cry weep sob frown stare gaze look watch peer
  glance observe examine inspect search read write type draw paint sketch sculpt carve sing hum whistle play strum perform conduct talk speak chat whisper
  shout scream yell argue discuss greet wave nod point gesture clap cheer applaud salute hug kiss embrace hold carry lift raise lower place put
  pick grab grasp grip catch throw toss kick hit punch push pull drag press tap touch stroke pet feed eat bite chew drink sip pour stir mix
  chop slice cut peel cook bake fry boil grill knead roll fold unfold wash clean wipe sweep scrub polish iron sew knit weave tie untie open close
  shut lock unlock build construct assemble disassemble repair fix weld hammer saw drill dig plant water harvest gather collect stack sort pack unpack load unload deliver
  move approach arrive leave enter exit cross pass stop start park merge accelerate brake swerve crash collide explode burst shatter break crack melt
  freeze burn glow shine sparkle flicker flash bloom blossom grow sprout wilt sway swing rock shake tremble vibrate bounce splash spray drip flow
  rise set emerge appear disappear vanish hide reveal transform morph change fight duel attack defend shoot aim fire stab block dodge train exercise practice practise
  meditate pray wait queue shop buy sell pay serve offer give take receive hand pass show present film photograph record light blow inflate pop
  fish hunt graze peck sniff lick howl bark meow purr growl roar chirp flap perch land hatch nest dock anchor launch descend ascend orbit land touch
  juggle balance flip somersault cartwheel backflip vault wrestle box spar bow rope lasso herd milk shear scatter spill tip tilt pan zoom scan weave glisten ripple
  swirl curl coil unfurl flutter whirl rush dash dart sneak tiptoe stumble stagger limp hike trek explore navigate steer pilot operate control
  adjust install remove attach connect plug unplug insert screw unscrew measure weigh test taste smell listen hear feel think ponder dream wear dress
  undress button zip shave comb brush braid wait stand patrol guard survey climb rappel abseil parachute skydive bungee crash roll tow haul crush
  compress stamp press spin shovel rake mow trim prune fill empty wrap unwrap decorate arrange display hang lay spread sprinkle drizzle whisk beat
  snowboard kayak canoe rollerblade stomp strut parade celebrate toast gaze rummage tinker solder sip savor savour devour nibble gnaw munch forage burrow slither prowl
  stalk pounce lunge charge gallop canter rear graze wallow bask preen circle hover swoop plunge surface breach frolic romp wag scratch dig cuddle nuzzle snuggle
  sketch doodle scribble flip browse scroll swipe click code program mop dust vacuum rinse dry squeeze juggle deal shuffle roll bowl bat pitch dribble pass
  shovel sharpen forge mold mould shape throw glaze fire blow engrave etch stitch embroider iron crouch duck flee escape hurry rush stride pace wade trudge hitchhike
  sink knock sneeze cough snore hiccup collapse topple wobble quiver shiver shudder flinch chuckle wail skid veer capsize submerge resurface levitate teleport
  materialize erupt ignite evaporate crumble sizzle simmer drool slurp gulp swallow chomp peek squint shrug curtsy unbox polish applaud fetch retrieve roam migrate
  hibernate sprint overtake moor crumple deflate inflate`,
);

/** Verbs that say that a thing is, not what it does. */
export const STATES = wordSet(
  'be is are was were am being been has have had having wear wears wearing wore contain contains feature features featuring include includes including show shows showing depict depicts depicting seem seems exist exists',
);

export const SPEECH = wordSet(
  'say says saying said shout shouts shouting shouted whisper whispers whispering whispered ask asks asking asked yell yells yelling reply replies replying replied answer answers answering exclaim exclaims exclaiming announce announces announcing announced mutter mutters muttering murmur murmurs murmuring scream screams screaming declare declares tell tells telling call calls calling sing sings singing cry cries states greets greet remarks remark adds speaks',
);

export const STARTS = wordSet(
  'start starts starting started begin begins beginning began continue continues continuing keep keeps keeping try tries trying',
);
