/** What a camera does, by the value in the vocabulary. Verbs stand in the form with `the camera` before them, too. */
const MOVEMENTS: Record<string, string> = {
  static:
    "static,static shot,static camera,static framing,static wide shot,locked-off,locked off,locked-off shot,locked-off camera,locked off shot,locked shot,locked camera,locked down,tripod,tripod shot,on a tripod,fixed camera,fixed shot,still camera,stationary camera,stationary shot,no camera movement,without camera movement,no camera motion,camera remains still,camera stays still,camera does not move,camera is still,camera is static,camera is fixed,camera holds still,camera holds,motionless camera,immobile camera,unmoving camera,camera stays static,camera remains static,camera stays fixed,camera stays put,camera remains fixed,static tripod shot,camera is locked off,camera locked off,camera fixed,camera never moves,camera remains stationary,camera stays stationary,steady camera,camera doesn't move,camera stays locked off,camera is stationary,without moving the camera",
  'pan left':
    'pan left,pans left,panning left,pans to the left,pan to the left,panning to the left,left pan,panned left,leftward pan,pans leftward,camera turns left,pan from right to left,pans from right to left',
  'pan right':
    'pan right,pans right,panning right,pans to the right,pan to the right,panning to the right,right pan,rightward pan,pans rightward,camera turns right,pan from left to right,pans from left to right,panning from left to right',
  'tilt up':
    'tilt up,tilts up,tilting up,tilts upward,tilt upward,tilts upwards,tilting upward,upward tilt,camera looks up,tilt-up,tilt upwards',
  'tilt down':
    'tilt down,tilts down,tilting down,tilts downward,tilt downward,tilts downwards,tilting downward,downward tilt,camera looks down,tilt-down',
  'zoom in':
    'zoom in,zooms in,zooming in,zoom-in,zoom into,zooms into,zooming into,crash zoom,zoom towards,zooms toward,zooms towards,inward zoom,punch in',
  'zoom out': 'zoom out,zooms out,zooming out,zoom-out,zooms back,zoom back,outward zoom,zooms away',
  'dolly in':
    'dolly in,dollies in,dollying in,dolly-in,push in,pushes in,pushing in,push-in,creeps in,creep in,creeping in,moves closer,move closer,moving closer,dolly forward,dollies forward,pushes forward,push forward,pushes toward,pushes towards,dollies toward,dollies towards,camera moves forward,camera moves in,camera glides forward,moves in on,camera advances,camera approaches,dolly towards,dolly toward,moves in closer,camera glides in,camera pushes,inches closer,camera drifts forward,camera creeps forward,camera moves toward,camera moves towards,camera comes closer,forward dolly,gets closer,camera drifts in,camera inches forward,camera eases in,dolly into,pushes into,push into',
  'dolly out':
    'dolly out,dollies out,dollying out,dolly-out,dolly back,dollies back,dollies backward,pull back,pulls back,pulling back,pull-back,pullback,pull out,pulls out,pulling out,pull-out,pulls away,pull away,pulling away,camera backs away,camera moves back,camera moves away,camera retreats,camera moves backward,camera moves backwards,dolly backward,dolly backwards,camera recedes,camera glides back,camera glides backward,camera draws back,camera backs up,camera withdraws',
  'truck left':
    'truck left,trucks left,trucking left,slides left,slide left,sliding left,slides to the left,trucks to the left,truck to the left,camera moves left,camera glides left,camera tracks left,lateral slide left,leftward truck,tracks left,tracking left,camera slides left,dolly left,dollies left,crab left,crabs left,camera moves to the left',
  'truck right':
    'truck right,trucks right,trucking right,slides right,slide right,sliding right,slides to the right,trucks to the right,truck to the right,camera moves right,camera glides right,camera tracks right,rightward truck,tracks right,tracking right,camera slides right,dolly right,dollies right,crab right,crabs right,camera moves to the right',
  'pedestal up':
    'pedestal up,pedestals up,camera rises,camera ascends,cranes up,crane up,craning up,booms up,boom up,camera lifts,camera goes up,camera moves up,camera moves upward,crane shot rising,rising crane shot,rising shot,rising camera,jib up,jibs up,crane-up,camera climbs,camera rising,crane shot up,camera is rising,camera floats up,camera soars up',
  'pedestal down':
    'pedestal down,pedestals down,camera lowers,camera descends,cranes down,crane down,craning down,booms down,boom down,camera sinks,camera goes down,camera moves down,camera moves downward,descending crane shot,descending shot,descending camera,jib down,jibs down,crane-down,camera drops,camera descending,camera is lowered,camera floats down',
  orbit:
    'orbit,orbits,orbiting,orbital shot,orbit shot,orbiting shot,orbiting camera,orbit around,orbits around,orbiting around,circles,circles around,circling around,camera circling,circling camera,revolves around,revolving around,360,360 shot,360-degree shot,360 degree shot,360-degree orbit,360 orbit,360-degree rotation,360-degree turn,camera rotates around,rotates around,camera spins around,camera circles,camera revolves,camera moves around,circular tracking shot,360 degree orbit,circling shot,camera goes around,full circle,camera swirls around,camera turns around,camera swings around,360 spin,360-degree spin,360-degree pan,camera orbit',
  tracking:
    'tracking,tracking shot,tracking camera,tracks alongside,tracking alongside,tracks along,tracks with,tracks behind,tracks beside,follow shot,following shot,follow cam,follow camera,follow-cam,steadicam,steadicam shot,camera follows,camera following,camera tracks,camera tracking,camera trails,camera moves with,camera runs alongside,camera travels with,camera travels alongside,camera moves alongside,camera chases,side tracking shot,chase cam,leading shot,steadycam,steadicam follows,camera stays with,camera keeps up,camera keeps pace,travelling shot,traveling shot,camera is following,camera glides alongside,camera glides along,lateral tracking shot,smooth tracking shot,follows from behind,gimbal shot,camera is tracking,camera tracks behind,camera tracks alongside,camera trails behind,camera travels along,camera moves along,camera glides beside,camera runs beside',
  handheld:
    'handheld,hand-held,hand held,handheld camera,hand-held camera,handheld shot,hand-held shot,shaky,shaky camera,shaky cam,shaky-cam,camera shake,camera shakes,shaky handheld,shaky handheld camera,shaky footage,handheld footage,jittery camera,handheld camerawork,camera is shaky,camera shaking,hand-held footage,handheld feel,handheld style,hand-held camerawork,shakycam',
  aerial:
    'aerial,aerial shot,aerial view,aerial footage,aerial camera,aerial drone shot,drone shot,drone view,drone camera,drone video,drone flyover,drone footage,drone flies,flyover,fly-over,flyover shot,fly over shot,helicopter shot,helicopter view,aerial perspective,aerial tracking shot,flythrough,fly-through,fly through shot,shot from a drone,filmed from a drone,from the air,from a helicopter,filmed from a helicopter,aerial flyover,camera flies,camera flies over,camera flying,camera soars,flying camera,drone perspective,high aerial shot,filmed by a drone,seen from a drone,from a drone,camera soars over,aerial wide shot,drone pass,drone orbit,aerial establishing shot',
  arc: 'arc shot,arcs,arcing shot,arcs around,arc around,arcing around,camera arcs,arc left,arc right,arcs left,arcs right,camera arcing,arcing camera,arc movement,sweeping arc,camera arc',
};

export const MOVEMENT_PHRASES: readonly [phrase: string, value: string][] = Object.entries(MOVEMENTS).flatMap(
  ([value, words]) => words.split(',').map((phrase): [string, string] => [phrase, value]),
);

/** Phrases that mean a camera only beside its name: a fan may be `rotating around`, a girl `circles` a pond. */
export const NEEDS_CAMERA = new Set(
  `orbit,orbits,orbiting,orbit around,orbits around,orbiting around,circles,circles around,circling around,revolves around,revolving around,rotates around,tracking,tracks along,tracks with,tracks behind,slides left,slide left,sliding left,
  slides right,slide right,sliding right,slides to the left,slides to the right,moves closer,move closer,moving closer,pulls out,pull out,pulling out,pulls away,pull away,pulling away,push forward,pushes forward,pulls back,pull back,pulling back,pushes toward,pushes towards,pushes into,push into,static,360,shaky,arcs,aerial,
  arcs around,arcs left,arcs right,creeps in,creep in,creeping in,full circle,gets closer,tripod,arc around,arcing around,tracks left,tracks right,tracking left,tracking right,inches closer,steadicam,follows from behind,trucks left,trucks right,locked down,cranes up,cranes down,craning up,craning down,moves in on,pushes in,pushing in,moves in closer,zooms away,punch in,orbital`
    .split(',')
    .map((phrase) => phrase.trim()),
);
