/** Words that stand small inside a name: `van der Berg`, `de la Cruz`, `von und zu`. */
export const particles: ReadonlySet<string> = new Set(
  `van von vom der den dem het de del della delle dello dei degli di da das do dos du des la las los le les el al af av bin
bint ben ibn ter ten tot te zu zum zur und y e i 't 's op aan`.split(/\s+/),
);

/** `al-Sayed`: small before a hyphen. */
export const hyphenParticles: ReadonlySet<string> = new Set(["al", "el", "ul", "ud", "ur", "as"]);

/** Generations, at the end of a name only. `I`, `V` and `X` alone are initials. */
export const generations: ReadonlySet<string> = new Set(
  "ii iii iv vi vii viii ix xi xii".split(" "),
);

/**
 * What follows `Mac` in names of that kind. By list, because `Mack`, `Macey`, `Machado` and
 * `Macron` are none.
 */
export const macNames: ReadonlySet<string> = new Set(
  `alister allister alpine arthur aulay bain bean beth bride callum cormack donald donell donnell dougal dougall dowell duff
duffie ewan ewen fadyen farlane gillivray gowan grath gregor gregory innes innis intosh intyre isaac iver ivor kay kenna
kenzie kie killop kinlay kinley kinnon kintosh lachlan laine laren laughlin lean lellan lennan leod millan murray nab
namara naughton neil neill nicol phail pherson quarrie queen rae ritchie rory sween sweeney taggart tavish vicar williams`.split(
    /\s+/,
  ),
);
