"""Ordinary English words that no scene needs.

They give the tokenizer whole pieces for common words, and `captions.py` strews a few of them into captions, so that
the model learns to pass over words it does not know.
"""

FILLERS = tuple(
    """beautiful cinematic detailed realistic cartoon animated animation short clip video scene film movie shot nice
    lovely cute happy funny pretty simple colourful colorful vivid soft smooth   quick gentle calm quiet loud
    peaceful dramatic epic magic magical dreamy style art painting drawing picture  quality resolution render
    rendered digital flat minimal modern old vintage retro classic great good best amazing awesome wonderful gorgeous
    stunning please show me make create draw generate want see  here very really quite just some lonely single
    tiny  small large big huge giant shiny glossy matte toy plastic wooden metal bright   warm cold
    frame  view angle close wide hd 4k 8k masterpiece trending professional footage loop background
    foreground centre center middle """.split()
)

WORDS = tuple(
    """the a an and or but if then than that this these those it its he she they we you i him her them us his their
    our your my who what when where why how which while with without within into onto over under above below between
    behind beside near far from to of in on at by for as is are was were be been being do does did done has have had
    not no yes all any both each few more most other such only own same so too can will would could should may might
    must up down out off again once also always never often sometimes soon later now today tomorrow yesterday
    one two three four five six seven eight nine ten hundred thousand first second third last next new young
    man woman boy girl child children people person baby friend king queen family mother father brother sister
    dog cat horse cow sheep pig chicken duck rabbit mouse lion tiger bear wolf fox deer elephant monkey snake frog
    turtle whale shark dolphin butterfly bee spider dragon dinosaur monster ghost
    head face eye eyes ear nose mouth hand hands arm leg foot feet hair body heart
    water fire air earth wind storm cloud clouds sun moon sky rain snow ice fog mist thunder lightning rainbow
    mountain hill valley river lake ocean beach island forest jungle field garden park farm village town street road
    bridge castle tower church school shop kitchen room door window wall floor roof table chair bed lamp clock book
    paper pen phone computer screen keyboard music guitar piano drum song dance singing dancing
    train bus truck bike bicycle motorcycle plane airplane helicopter rocket spaceship ship balloon kite wheel engine
    food bread cake apple banana cherry grape lemon melon peach pear potato tomato carrot cheese egg fish meat rice
    soup coffee tea milk juice sugar salt flower rose tulip leaf grass bush tree seed fruit
    shirt dress hat shoe coat glove bag box bottle cup glass plate knife fork spoon
    gold golden silver black brown grey gray cyan magenta turquoise teal violet beige
    hot cool dry wet long tall wide deep high low heavy round square triangle circle line shape size colour color
    walk walking run running jump jumping swim swimming fly flying ride riding drive driving sit sitting stand standing
    sleep sleeping eat eating drink drinking play playing work working read reading write writing look looking
    watch watching turn turning open opening close closing start stop come coming go going give take put hold push pull
    throw catch kick hit break build building cut grow growing burn burning melt explode appear disappear change
    spring summer autumn winter morning noon afternoon evening midnight day night week month year hour minute
    world planet space star stars galaxy universe future past time life death love war peace power energy
    left right north south east west top bottom side edge corner inside outside around through across along toward
    away back forward slowly quickly gently softly suddenly together alone half full empty whole part piece
    game sport football soccer basketball tennis party holiday birthday christmas gift picture photo story dream idea
    city country home house office hospital hotel market station airport harbor harbour
    wing tail feather fur skin scale bone stone rock sand mud dust smoke steam metal wood glass plastic cloth
    cowboy pirate knight wizard princess robot alien astronaut doctor teacher student farmer police soldier
    happy sad angry scared tired hungry strong weak rich poor clean dirty easy hard early late
    character texture lighting shadow shadows reflection perspective depth motion blur grain sharp focus lens
    aerial drone portrait landscape panorama timelapse documentary anime pixel cyberpunk fantasy horror comedy
    negative prompt bad ugly worst blurry low artifacts watermark text logo distorted deformed static
    -ing -ed -ly -er -est un- re- dis- tion ment ness able ful less""".replace("-", "").split()
)
