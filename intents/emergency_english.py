"""The English words by which an emergency is known, and those by which one is known not to be.

Some Thai in Latin letters stands with them: it comes on the same keyboards.
"""

import re

from intents.emergency_words import EmergencyWords, any_of

_SUBSTANCE = (
    r"\b(?:gas(?:es)?|chemicals?|ammonia|chlorine|acid|toxic|solvent|lpg|oil|fuel|hydrogen|benzene|toluene|nh3|petrol"
    r"|refrigerant|molten \w+)\b"
)
_PERSON = any_of("""
    someone|somebody|workers?|m[ae]n|women|woman|people|persons?|guys?|boys?|girls?|kids?|child(?:ren)?|colleagues?
    co-?workers?|staff
    operators?|technicians?|electricians?|drivers?|guards?|welders?|labou?rers?|employees?|victims?|friend|mother
    father|he|she|they|him|her|them
""")
_STRUCTURE = any_of(r"""
    scaffold\w*|ceiling|roof|wall|crane|building|structure|racks?|racking|shel(?:f|ves|ving)|floor|bridge|platform
    trench
    excavation
""")
_LIMB = "hands?|arms?|legs?|foot|feet|fingers?|hair|head|sleeve|body"
_FALLS = "collaps\\w+|fell|fallen|fall(?:ing|s)|came down|come down|coming down|caved|toppl\\w+|gave way"
_VEHICLE = "truck|tanker|lorry|trailer|bus|van|car|forklift|train"
_CONFINING = any_of(r"""
    machine\w*|press|tank|lift|elevator|conveyor|silo|rubble|roller|pit|vessel|container|mixer|manhole|well|cab
    wreck
    debris
""")

_INTO = "(?:in|into|inside|under|between|by)"
_UNDER_PRESSURE = "pipe|line|hose|boiler|vessel|valve|cylinder"
_REFUSE = "(?:the )?(?:trash|waste|garbage|grass|leaves|rubbish|straw|stuff|tires?|tyres?|plastic|wood|fuel|coal)"

_EVENT = any_of(rf"""
    \bon fire\b|\bfi(?:re|er) ?!|\bfire[ ,!]+fire\b|^(?:help[ ,!]+)?fi(?:re|er)\b
    \bfi(?:re|er) (?:at|in|near|next to|behind|inside)\b
    \b(?:see|saw|seeing) (?:a |the |big |huge )*(?:fire|flames|smoke|explosion)
    \b(?:a|big|huge|another) (?:\w+ )?fire (?:at|in|on|near|has|is|just|broke|started|spreading|outside|behind|next)
    \bfire (?:broke|is spreading|spreading|has started|in progress|everywhere|out of control)
    \bthere(?:'s| is|s) (?:a )?(?:\w+ )?fire\b|\bcaught fire\b|\bset on fire
    \b(?:is|are|it's|its|still|now|was|{_STRUCTURE}|transformer|factory|plant|line|everything) burning\b(?! {_REFUSE})
    \bflames\b|\bablaze\b|\bblaze\b|\bsky is (?:orange|red)
    \bsmoke (?:is )?(?:pouring|billowing|filling|everywhere|coming (?:out|from|into)|all over)
    \b(?:full of|thick|heavy|toxic|can't see.{{0,12}}) smoke\b
    \bexplo(?:ded?|ding|sions?)\b|\bboom\b(?! (?:lift|gate|barrier|truck))|\bblew up\b(?! in)|\bblast\b
    \b(?:loud|big|huge) bang\b|\b(?:about|going|ready) to (?:blow|explode|burst)\b
    \b(?:will|gonna|might) (?:blow|explode|burst)\b
    \b(?:tank|vessel|drum|cylinder)s? (?:is |are )?(?:swelling|bulging|cracking)\b
    \bpressure\b.{{0,30}}\b(?:rising|climbing|too high|won'?t drop|not dropping|off the scale)\b
    \brelief valve\b.{{0,14}}\b(?:stuck|fail\w*|not)\b
    \b(?<!water )(?:{_UNDER_PRESSURE})s?\b.{{0,16}}\b(?:burst|ruptur\w+|torn|blown|sheared)\b(?!.{{0,10}}\bwater\b)
    \bhissing\b
    {_SUBSTANCE}.{{0,30}}\b(?:leak\w*|spill\w*|cloud|releas(?:e|ed|es|ing)|escaping|gushing|pouring|spraying|venting)\b
    {_SUBSTANCE}.{{0,30}}\b(?:everywhere|splashed|overflow\w*)\b
    \b(?:leak\w*|spill\w*|smell of|smelling|strong|cloud of) (?:\w+ )?(?:of )?{_SUBSTANCE}
    {_SUBSTANCE} smell.{{0,10}}\b(?:strong|so|very|bad)\b
    \b(?:yellow|white|green|brown|orange|toxic|strange|poison\w*) (?:cloud|gas|smoke|fog|vapou?r|mist|fumes)\b
    \bliquid (?:is )?(?:pouring|leaking|gushing)
    \b(?:{_VEHICLE})\b.{{0,14}}\b(?:overturn\w*|flipped|rolled over|tipped|on its side|plunged|crashed)\b
    \bunconscious\b|\bno (?:pulse|heartbeat)\b
    (?:\b(?:not|no longer|stopped)|(?:is|was|are)n'?t) (?:breath|mov|respond|answer|wak)\w*
    \blying on the (?:floor|ground)\b|\blips (?:are )?blue\b|\bfoaming\b|\bpassed out\b|\bfaint(?:ed|ing)\b
    \b(?:{_PERSON}) (?:has |just |suddenly )*collapsed\b(?! the)|\bseizures?\b|\bheart attack\b
    \b(?:can'?t|cannot|hard to|unable to|trouble|difficult\w* (?:to )?) ?breath(?:e|ing)\b|\bchok(?:ing|ed)\b
    \b(?:swallowed|drank|inhaled|ingested) (?:\w+ ){{0,2}}{_SUBSTANCE}
    \b(?:{_PERSON})\b.{{0,20}}\b(?:hit|struck|run over) by (?:an? |the )?(?:\w+ )?(?:{_VEHICLE}|crane)\b
    \bran over (?:\w+ ){{0,2}}(?:{_PERSON})\b|\b(?:dropped|fell|landed)\b.{{0,20}}\bon (?:an? |the )?(?:{_PERSON}|car)\b
    \b(?:drivers?|workers?|people) (?:is |are )?still inside\b|\bdrivers? inside\b|\boverboard\b
    \bsnakes? (?:has |just )?bit\b|\bbitten by an? (?:\w+ )?snake\b
    \bsuffocat\w+|\b(?:{_PERSON}) (?:are |is )?(?:vomiting|throwing up|coughing|convulsing)
    \btrapped\b|\bburied (?:alive|under|in|by)\b|\bpinned\b
    \bunder (?:the |a )?(?:rubble|debris|truck|forklift|crane|container)\b|\belectrocuted\b|\belectric shock\b
    \bbleeding\b|\bcasualt(?:y|ies)\b|\bscalded\b
    \b(?:stuck|caught|jammed|pulled|dragged|crushed)\b.{{0,9}}\b{_INTO}\b.{{0,14}}\b(?:{_CONFINING})
    \bcrushed (?:by|under|his|her|hand|leg)|\b(?:was|were|got|gets|been|being) crushed\b
    \b(?:{_CONFINING}) (?:has |just )?(?:caught|grabbed|pulled|took|crushed|cut)\b.{{0,8}}\b(?:{_PERSON}|my|{_LIMB})\b
    \b(?:his|her|my|a|the|'s) (?:{_LIMB})\b.{{0,14}}\b(?:stuck|caught|pulled|trapped|cut off|severed)\b
    \b(?:pulled|dragged|cut|severed|lost) (?:his|her|my|a) (?:{_LIMB})\b
    \bcan(?:'?t|not) get (?:out|them out|him out|her out)\b
    \bdrown(?:ed|ing|s)?\b
    \b(?:{_PERSON})\b.{{0,15}}\b(?:injured|hurt(?! by)|burned|burnt|dying|died|dead)\b
    \b(?:{_PERSON})\b.{{0,15}}\bfell\b(?! behind| short| sick| ill)
    \b(?:workers?|m[ae]n|people|guys?|colleagues?|operators?|technicians?) (?:is |are )?down\b
    \bfell (?:from|off|into|down) (?:the |an? )?(?:{_STRUCTURE}|{_CONFINING}|ladder|height|pond|stairs|truck|canal)\b
    \b(?:he|she|face|lips)\b.{{0,8}}\bturning blue\b|\blive wires?\b
    \bspark(?:s|ing)\b.{{0,20}}\b(?:wire|line|transformer|cable|panel)
    \b(?:transformer|wire|cable|panel)s?\b.{{0,10}}\bspark(?:s|ing)\b|\bsparks\b|\bscreaming\b|\bmayday\b
    \b(?:{_STRUCTURE})\b.{{0,20}}\b(?:{_FALLS}|across)\b
    \b(?:water|flood\w*)\b.{{0,25}}\b(?:sweep\w*|swept|wash(?:ed|ing) (?:away|people)|chest|neck)\b|\bswept away\b
    \b(?:radioactive|radiation|cesium|caesium|cobalt)\b.{{0,30}}\b(?:lost|missing|stolen|leak\w*|gone)\b
    \b(?:lost|missing|stolen)\b.{{0,20}}\b(?:radioactive|radiation|cesium|caesium)\b
    \bshooting\b(?! (?:an? |video|film|permit|location|schedule|photo))|\bgunm[ae]n\b|\bwith a (?:gun|knife|machete)\b
    \bstabb(?:ed|ing)\b|\battacked\b|\bovercome (?:by|with)\b|\bgassed\b|\bpoisoned\b|\bevery(?:one|body) out\b
    \bsevere(?:ly)? (?:burn|bleed|injur)\w*|\bwas shot\b|\bgoing to jump\b|\bhostage\b|\brobb(?:ed|ery|ing)\b|\bcpr\b
    \bstroke\b|\brunaway reaction\b|\bout of control\b|\bcapsized\b|\bsnapped\b|\basphyxi\w+
    \bmissing (?:worker|person|man)\b
    \bevacuating\b|\bdo we evacuate\b|\bsend (?:help|rescue|someone now)\b|\bhazmat\b
    \b(?:send|need|call|get)(?: an| the| for| us)? (?:ambulance|fire (?:trucks?|engine|brigade)|rescue|medic)\b
    \bsirens? (?:is |are )?going off\b|\b(?:everyone|everybody|people|we) (?:is |are )?running\b
    \bwhich way do we run\b|\beyes? (?:is |are )?(?:burn(?:ing)?|stinging|watering)\b
    \b(?:fai|fire) ?mai\b(?!$)|\bfai mai\b|\bch?u[ae]i? ?y? ?duay\b|\bchu(?:ai|ay) duai\b|\bgas rua\b
    \brab(?:ue|eu|oe)t\b|\bm(?:ee|i) (?:khon|kon) (?:jep|tai|tok|tit)\b
""")
_HARMLESS = any_of(r"""
    \b(?:sales|orders?|business|demand|prices?|inbox|head|costs?|volumes?)\b.{0,12}\bexplod\w+
    \b(?:burn(?:ed|t)|hurt) by\b(?! (?:an? |the |some )?(?:caustic|steam|acid|chemical|hot|boiling|molten|fire))
    \bdying (?:to|for)\b|\bfired?\b(?= (?:last|him|her|by|from))|\bunder fire\b
    \bfire[ -](?:alarm|drill|exit|door|extinguisher|permit|system|pump|hydrant|certificate|code|plan|sprinkler)s?\b
    \bfire[ -](?:safety|insurance|training|fighting|protection|prevention|water)\b
    \b(?:gas|smoke|leak) (?:detectors?|alarms?)\b|\bfirewall\b
    \bfire ?(?:station|fighters?|sale|brigade (?:office|number)|truck (?:hire|rental))\b
    \b(?:drowning|buried|trapped|stuck) in (?:the |an? |all this |your )?(?:paperwork|e-?mails?|forms?|documents?)\b
    \b(?:trapped|stuck) in (?:the |an? |your )?(?:system|loop|portal|queue|process)\b
    \be-?mail blast\b|\bblasting\b|\bexploded view\b|\bexplosion[- ]proof\b
    \b(?:traffic|queue|cars?|trucks?|application|request|case|file)\b.{0,20}(?:not|n'?t) moving
    \b(?:web ?(?:site|page)|server|system|app|officers?|e-?mails?|hotline|chat)\b.{0,20}(?:not|n'?t) (?:respond|answer)
    \b(?:smoke|steam) (?:is )?(?:coming|pouring) (?:out )?(?:of|from) (?:\w+ ){0,2}(?:chimney|stack)s?
    \bexplosives? (?:storage|licen[cs]e|permit)|\b(?:data|information|water) leaks?\b
    \bcrashed\b(?= (?:and|again|when))
""")
_IN_THE_AIR = r"smell\w*|stink\w*|fumes|smoke|cloud|vapou?r|mist|gas\b|chemicals?\b|klin raeng"
_ILL = (
    r"dizzy|sick\b(?! of)|throwing up|nause\w+|vomit\w*|cough\w*|faint\w*|headaches?|eyes\b|throat|breath\w*|fell ill"
)
_DANGER = any_of(r"""
    fires?\b|smoke|blood|gas\b|acid\b|injur\w+|explos\w+|chemicals?\b|hurt\b|wounded|flood\w*|sparks?\b|leak\w*|khwam\b
""")
_PANIC = any_of(r"""
    hurry|come now|come quick\w*|what (?:do|should) (?:we|i) do\b|sos\b|chu(?:ay|ai)|run\b|every(?:one|body) out|get out
""")
_HINTS = ((_IN_THE_AIR, _ILL), (_DANGER, _PANIC))

_TROUBLE = any_of(r"""
    \bsmell of (?:gas|chemicals?)\b|\bsmoke\b.{0,20}\b(?:everywhere|into)\b
    \b(?:thick|heavy|dense) (?:black|dark|gr[ae]y|white|yellow) smoke\b|\bsome(?:thing|one|body)(?:'?s| is) burning\b
    \bon (?:the |our )?roof\b.{0,24}\b(?:boat|help|water|rescue|pls|please)\b
    \bwater (?:is |level )*rising (?:so |very )?(?:fast|quick\w*)\b
""")
_EVERYDAY = any_of(r"""
    \b(?:every|each) (?:day|week|evening|night|morning|month)
    \b(?:often|always|at night|only when|again and again)\b|\bannoy\w*
    \bbother\w*
""")
_NONE = any_of(r"""
    no|not an?|isn'?t an?|without(?: an?)?|never had an?|nobody(?: is| was)?|no ?one(?: is| was)?
""")
_CASE = any_of(r"""
    if (?:there|an?|we|someone|somebody|i|it|the|any)|in case|in the event|what if|suppose|should (?:there|we|an?)
    whenever
    safe from|risk of|afraid of|worried
""")
_OVER = any_of(r"""
    \blast (?:year|month|week)\b|\b(?:years?|months?|weeks?|days?) ago\b|\b(?<!since )yesterday\b|\bafter the fire\b
    \bnews\b|\bin (?:19|20)\d\d\b|\bclosed out\b|\b(?:last night|thanks? (?:a million |so much )?(?:to|for))\b
    \bin (?:january|february|march|april|june|july|august|september|october|november|december)\b
    \b(?:no|not an?) emergency\b|\bfalse alarm\b|\bjust (?:a )?(?:test\w*|ask\w*|curious)\b
    \b(?:is|are|was) (?:now )?(?:under control|put out|extinguished)\b
    \b(?:nobody|no one) (?:is|was|got) (?:hurt|ill|sick|injured)\b
""")
_OTHER_MATTER = any_of(r"""
    drills?|train(?:ing|ed)|courses?|extinguishers?|certificates?|certified|insurance|procedures?|policy|plans?
    permits?
    licen[cs]es?|regulations?|standards?|requirements?|inspect\w*|prevention|statistics|simulation|sprinklers?
    detectors?|insurers?|hiring|job opening|applicants?|recommend
    compensation|claims?|measures|schedule|who (?:do (?:we|i)|should (?:we|i|be)|must) (?:call|notif\w+|be notified)
    who should be notified|within how many|how (?:far|many|often|much|long)|cause of|report form|which form
    where (?:can|do) (?:i|we) (?:download|apply|get|buy|submit|find|send)|do you (?:sell|have|offer)|to store
    storing|storage
""")
_NOW = any_of(r"""
    right now|now!|hurry|asap|send help|help us|help!|pls help|please help|not a drill|immediately|happening
    come fast
    come quick\w*|still (?:burning|leaking|inside)
""")

ENGLISH = EmergencyWords(
    letters=re.compile("[a-z]"),
    harmless=re.compile(_HARMLESS),
    event=re.compile(_EVENT),
    trouble=re.compile(_TROUBLE),
    hints=tuple((re.compile(rf"\b(?:{one})"), re.compile(rf"\b(?:{other})")) for one, other in _HINTS),
    everyday=re.compile(_EVERYDAY),
    denied=re.compile(rf"\b(?:{_NONE})(?: \w+)? ?$"),
    supposed=re.compile(rf"\b(?:{_CASE})\b"),
    over=re.compile(_OVER),
    other_matter=re.compile(rf"\b(?:{_OTHER_MATTER})\b"),
    now=re.compile(rf"\b(?:{_NOW})"),
    today=re.compile(r"\b(?:now|just now|at the moment)\b"),
)
