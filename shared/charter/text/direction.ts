/**
 * Which way a text in a language runs. The tables are Unicode's (CLDR's likely scripts), written out so that paper and
 * every window agree whatever version of Unicode a machine brings.
 */

const rightToLeftScripts = new Set(
  "adlm arab aran armi avst chrs cprt elym gara hatr hebr hung khar lydi mand mani mend merc mero narb nbat nkoo orkh ougr palm perm phli phlp phnx prti rohg samr sarb sidt sogd sogo syrc syre syrj syrn thaa todr yezi".split(
    " ",
  ),
);

/** Languages whose own script runs from right to left. */
const rightToLeftLanguages = new Set(
  (
    "aao abh abv acm acq acw acx adf aeb aec aee aeq afb aib aii aij aiq amw apc apd ar arc arq ars ary arz ask atn auj auz avd " +
    "avl ayh ayl ayn ayp azb bal bdz bej bft bgn bgp bhe bhm bhn bjf bjm bqi brh brk bsh bsk chg cja ckb clh czk dcc def deh dgl " +
    "dmk dml dv esh fa fay faz fia fub gbz ggg gha ghr gig gjk gju glh glk grr gwc gwf gwt gzi hac haz hbo he hkh hnd hno hoh " +
    "hrt hrz hss huy isk itk jad jat jbe jbn jdg jnd jog jpa jpr jrb jye kbu kby kcy kfm khw klj kmz kqd ks ktl kvx kxp lad lah " +
    "lhs lki lrc lrk lrl lsa lsd lss luv luz mby mde mey mfa mfi mhj mid mki mnj mve mvy myz mzb mzn nli nlm nqo ntz nyq oar odk " +
    "oru ota pbt pes phl phr phv plk prc prd prs prx ps psh psi pst qxq rdb rhg rmt sam sbn scl sd sdb sdf sdg sdh sds sgr sgy shd " +
    "shm shu shv siy siz skr smp smy sqo sqt srh srz ssh sts swb syc syn syr tjo tks tmr tov tra trg trm trw ug ur ush uzs vaf " +
    "vgr vmh wbk wlo wne wni wsv xhe xka xkc xkj xkp xvi ydd ydg yhd yi yih yud zba zdj zrp zum arb"
  ).split(" "),
);

/** Where a language changes its script with the country. */
const elsewhere = new Map(
  Object.entries({
    az: "ir iq",
    kk: "cn af ir mn",
    ku: "iq ir lb",
    ky: "cn",
    pa: "pk",
    tk: "af ir",
    uz: "af cn",
    sd: "in",
    ms: "cc",
  }).map(([language, regions]) => [language, new Set(regions.split(" "))]),
);

/** `tag`: BCP 47. Left to right where it says nothing. */
export function isRightToLeft(tag: string): boolean {
  const [language = "", ...others] = tag.toLowerCase().split(/[-_]/);
  const script = others.find((part) => /^[a-z]{4}$/.test(part));
  if (script !== undefined) return rightToLeftScripts.has(script);
  const own = rightToLeftLanguages.has(language);
  const region = others.find((part) => /^[a-z]{2}$/.test(part));
  return region !== undefined && elsewhere.get(language)?.has(region) ? !own : own;
}

const rightToLeftLetter = /[\u{590}-\u{8ff}\u{fb1d}-\u{fdff}\u{fe70}-\u{fefc}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Which way a text runs by its first letter; null where it has none. */
export function letterDirection(text: string): "ltr" | "rtl" | null {
  const letter = text.match(/\p{L}/u)?.[0];
  if (letter === undefined) return null;
  return rightToLeftLetter.test(letter) ? "rtl" : "ltr";
}
