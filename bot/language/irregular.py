"""What English keeps as lists: irregular verbs and plurals, verbs that double their last letter, short adjectives."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = (
    "arise arose arisen", "awake awoke awoken", "be was been", "bear bore borne", "beat beat beaten",
    "become became become", "befall befell befallen", "begin began begun", "behold beheld beheld", "bend bent bent",
    "beset beset beset", "bet bet bet", "bid bid bid", "bind bound bound", "bite bit bitten", "bleed bled bled",
    "blow blew blown", "break broke broken", "breed bred bred", "bring brought brought",
    "broadcast broadcast broadcast", "browbeat browbeat browbeaten", "build built built", "burst burst burst",
    "buy bought bought", "cast cast cast", "catch caught caught", "choose chose chosen", "cling clung clung",
    "come came come", "cost cost cost", "creep crept crept", "cut cut cut", "deal dealt dealt", "dig dug dug",
    "do did done", "draw drew drawn", "drink drank drunk", "drive drove driven", "dwell dwelt dwelt",
    "eat ate eaten", "fall fell fallen", "feed fed fed", "feel felt felt", "fight fought fought", "find found found",
    "flee fled fled", "fling flung flung", "fly flew flown", "forbid forbade forbidden", "forecast forecast forecast",
    "foresee foresaw foreseen", "foretell foretold foretold", "forget forgot forgotten", "forgive forgave forgiven",
    "forgo forwent forgone", "forsake forsook forsaken", "freeze froze frozen", "get got gotten",
    "give gave given", "go went gone", "grind ground ground", "grow grew grown", "hamstring hamstrung hamstrung",
    "hang hung hung", "have had had", "hear heard heard", "hide hid hidden", "hit hit hit", "hold held held",
    "hurt hurt hurt", "inlay inlaid inlaid", "input input input", "keep kept kept", "know knew known", "lay laid laid",
    "lead led led", "leave left left", "lend lent lent", "let let let", "lie lay lain", "lose lost lost",
    "make made made", "mean meant meant", "meet met met", "mislead misled misled", "mistake mistook mistaken",
    "misread misread misread", "misspend misspent misspent", "misunderstand misunderstood misunderstood",
    "offset offset offset", "outdo outdid outdone", "outfight outfought outfought", "outgrow outgrew outgrown",
    "outrun outran outrun", "outshoot outshot outshot", "overcome overcame overcome", "overdo overdid overdone",
    "overfly overflew overflown", "overhear overheard overheard", "override overrode overridden",
    "overrun overran overrun", "oversee oversaw overseen", "overshoot overshot overshot", "overtake overtook overtaken",
    "overthrow overthrew overthrown", "partake partook partaken", "pay paid paid", "put put put", "quit quit quit",
    "read read read", "rebuild rebuilt rebuilt", "redo redid redone", "redraw redrew redrawn", "remake remade remade",
    "repay repaid repaid", "rerun reran rerun", "resell resold resold", "reset reset reset", "retake retook retaken",
    "rethink rethought rethought", "rewrite rewrote rewritten", "rid rid rid", "ride rode ridden", "ring rang rung",
    "rise rose risen", "run ran run", "say said said", "see saw seen", "seek sought sought", "sell sold sold",
    "send sent sent", "set set set", "shake shook shaken", "shed shed shed", "shine shone shone", "shoot shot shot",
    "shrink shrank shrunk", "shut shut shut", "sing sang sung", "sink sank sunk", "sit sat sat", "slay slew slain",
    "sleep slept slept", "slide slid slid", "sling slung slung", "slink slunk slunk", "slit slit slit",
    "speak spoke spoken", "spend spent spent", "spin spun spun", "spit spat spat", "split split split",
    "spread spread spread", "spring sprang sprung", "stand stood stood", "steal stole stolen", "stick stuck stuck",
    "sting stung stung", "stink stank stunk", "stride strode stridden", "strike struck struck",
    "string strung strung", "strive strove striven", "swear swore sworn", "sweep swept swept", "swell swelled swollen",
    "swim swam swum", "swing swung swung", "take took taken", "teach taught taught", "tear tore torn",
    "tell told told", "think thought thought", "throw threw thrown", "thrust thrust thrust", "tread trod trodden",
    "unbind unbound unbound", "undercut undercut undercut", "undergo underwent undergone",
    "underlie underlay underlain", "understand understood understood", "undertake undertook undertaken",
    "undo undid undone", "unwind unwound unwound", "uphold upheld upheld", "upset upset upset", "wake woke woken",
    "wear wore worn", "weave wove woven", "weep wept wept", "win won won", "wind wound wound",
    "withdraw withdrew withdrawn", "withhold withheld withheld", "withstand withstood withstood",
    "wring wrung wrung", "write wrote written",
)  # fmt: skip
"""Base, past and participle."""

MORE_FORMS = {
    "be": "am is are were", "have": "has", "bear": "born", "get": "got", "strike": "stricken", "learn": "learnt",
    "burn": "burnt", "spill": "spilt", "spoil": "spoilt", "spell": "spelt", "smell": "smelt", "lean": "leant",
    "leap": "leapt", "dream": "dreamt", "kneel": "knelt", "light": "lit", "plead": "pled", "prove": "proven",
    "show": "shown", "sow": "sown", "sew": "sewn", "saw": "sawn", "speed": "sped", "dive": "dove", "hang": "hanged",
    "shear": "shorn", "mow": "mown", "quit": "quitted", "sink": "sunken",
    "shine": "shined", "dwell": "dwelled", "broadcast": "broadcasted", "forecast": "forecasted",
    "sneak": "snuck", "thrive": "throve",
    "panic": "panicked panicking", "mimic": "mimicked mimicking", "traffic": "trafficked trafficking",
    "picnic": "picnicked picnicking", "bivouac": "bivouacked bivouacking", "frolic": "frolicked frolicking",
    "good": "better best", "bad": "worse worst", "far":
    "farther farthest further furthest", "lie": "lied",
    "eye": "eyeing", "dye": "dyeing", "singe": "singeing", "age": "ageing",
}  # fmt: skip
"""What a word has besides what the rules and the table above give it."""

PLURALS = (
    "child children", "grandchild grandchildren", "stepchild stepchildren", "person people", "foot feet", "tooth teeth",
    "goose geese", "mouse mice", "louse lice", "ox oxen", "penny pence", "woman women", "man men",
    "life lives", "knife knives", "wife wives", "half halves", "leaf leaves", "loaf loaves", "thief thieves",
    "shelf shelves", "self selves", "calf calves", "wolf wolves", "elf elves", "hoof hooves", "scarf scarves",
    "wharf wharves", "dwarf dwarves", "sheaf sheaves", "housewife housewives", "midwife midwives",
    "penknife penknives", "bookshelf bookshelves", "werewolf werewolves", "afterlife afterlives",
    "crisis crises", "basis bases", "analysis analyses", "axis axes", "thesis theses", "hypothesis hypotheses",
    "emphasis emphases", "oasis oases", "diagnosis diagnoses", "prognosis prognoses", "paralysis paralyses",
    "parenthesis parentheses", "synthesis syntheses", "antithesis antitheses", "ellipsis ellipses",
    "nemesis nemeses", "neurosis neuroses", "psychosis psychoses", "synopsis synopses", "testis testes",
    "medium media", "datum data", "bacterium bacteria", "stratum strata", "memorandum memoranda",
    "referendum referenda", "curriculum curricula", "addendum addenda", "millennium millennia", "erratum errata",
    "ultimatum ultimata", "quantum quanta", "spectrum spectra", "symposium symposia", "criterion criteria",
    "phenomenon phenomena", "automaton automata", "nucleus nuclei", "radius radii", "fungus fungi", "stimulus stimuli",
    "alumnus alumni", "cactus cacti", "focus foci", "terminus termini", "syllabus syllabi", "locus loci",
    "bacillus bacilli", "index indices", "matrix matrices", "vertex vertices", "appendix appendices",
    "vortex vortices", "formula formulae", "larva larvae", "antenna antennae", "vertebra vertebrae", "alga algae",
    "bureau bureaux", "plateau plateaux", "tableau tableaux", "chateau chateaux", "quiz quizzes",
)  # fmt: skip

NOT_OF_MAN = _words(
    "human german roman ottoman talisman shaman norman caiman cayman mussulman turkoman specimen regimen omen "
    "acumen abdomen amen yemen ramen hymen semen bitumen stamen"
)
"""Words in -man and -men that are no plurals and have none of that kind."""

ALSO_WORDS = _words(
    "lay wound ground shot rose saw bore bit thought bound cast cost cut broadcast forecast spread set read split "
    "thrust felt dove fell people media data further offset spat"
)
"""Irregular forms that are words with forms of their own as well: «wounds», «grounded», «lays»."""

STRESSED_AT_THEIR_END = _words(
    "abet abhor abut acquit admit allot annul aver befit begin beset commit concur confer control debug defer demur "
    "deter disbar dispel embed emit enrol entrap equip excel expel extol forget handicap impel incur infer inter "
    "kidnap occur offset omit outfit outgun outrun outwit overrun patrol permit prefer program propel rebel recap "
    "recur refer refit regret remit repel reset resubmit rerun submit transfer transmit unplug unzip upset worship "
    "zigzag compel humbug leapfrog eavesdrop nonplus sandbag sidestep airdrop wiretap rebut"
)
"""Words of more than one syllable that double their last letter."""

ADJECTIVES = _words(
    "able ample angry big bitter black bleak blind bloody blue bold brave brief bright broad busy calm cheap "
    "clean clear clever close cloudy clumsy cold cool costly crazy cruel dark deadly deaf dear deep dense dirty "
    "dry dull dusty early easy empty fair faint false fast fat few fierce fine firm fit flat foggy free fresh "
    "friendly full funny gentle grand grave gray great green grey grim gross guilty happy hard harsh healthy "
    "heavy high hot huge humble hungry icy idle keen kind large late lazy lean likely light lively lonely long "
    "loose loud lovely low lucky mad mean messy mighty mild muddy narrow nasty near neat new nice noble noisy odd "
    "old pale plain pleasant polite poor pretty proud pure quick quiet rainy rapid rare raw ready red rich ripe "
    "risky rocky rough round rude sad safe scarce severe shaky shallow sharp shiny short shy sick silent simple "
    "sincere slight slim slow small smart smooth snowy soft solid soon sorry sour stable steady steep stiff still "
    "strange strict strong stupid sturdy sunny sure sweet swift tall tame tense thick thin tidy tight tiny tired "
    "tough true ugly unlikely vague vast wary warm weak wealthy weird wet white wide wild windy wise worthy young"
)
"""Those that are compared by -er and -est."""
