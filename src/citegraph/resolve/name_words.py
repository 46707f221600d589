"""Words that say something about a name: institutions, titles, and the most common family names.

All folded. They are knowledge, not counts of what a store holds, so that they never change with it.
"""

PARTICLES = frozenset(
    "af av da dal de degli del della den der des di do dos du el la las le los of ten ter van vom"
    " von y zu zum zur".split()
)

TITLES = frozenset("dr dra mr mrs ms mme prof professor sir dame rev".split())

ORGANIZATION_WORDS = frozenset(
    # Universities and schools
    "universitaet universitat universitatea universite universiteit universitet universitetet"
    " universitesi universities university universidad universidade universita uniwersytet"
    " university college hochschule hogskolen academy academia akademie academie akademia faculty"
    " fakultat facultad faculte facolta department departement departamento dipartimento abteilung"
    " school ecole escuela escola scuola institute institut institutt institutet instituto"
    " instituut instytut istituto institutes institution institutions laboratory laboratoire"
    # Banks and governments
    " bank bundesbank banco banque banca bankasi banka nationalbank riksbank centralbank bancorp"
    " ministry ministere ministerio ministerium ministero ministerstvo government gobierno"
    " gouvernement regierung commission comision kommission commissione parliament congress"
    " treasury directorate secretariat secretariado agency agence agencia agentur bureau office"
    " amt bundesamt statistics statistik statistisches statistisk sentralbyra sentralbanken"
    " byra statistique estadistica istat federal"
    " federation republic nations kingdom"
    # Societies and firms
    " association associazione asociacion verband verein council conseil consejo committee comite"
    " komitee society gesellschaft societe sociedad organisation organization organizacion"
    " organisations organizations foundation fondation fundacion fondazione stiftung stiftelse"
    " center centre centro zentrum forum network consortium consulting consultants corporation"
    " company inc ltd llc gmbh group team staff editors board division international"
    # Known by their letters
    " oecd ocde imf fmi ecb unctad unesco unicef undp unido who wto ilo fao cepii cepal eclac"
    " eurostat nber cepr ifpri ifo diw zew iza bis ebrd eib ibrd insee ined inra adb afdb iadb"
    " usda".split()
)

# Shared by millions, and written with few given names in Latin letters.
DENSE_FAMILY_NAMES = frozenset(
    # Chinese
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang"
    " xie song tang xu han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng"
    " wei su lu ding ren shen yao lu cui zhong tan lu wang fan jin shi liao jia xia fu fang zou"
    " xiong bai meng qin qiu hou jiang yin xue yan lei duan long tao he gu mao hao gong shao wan"
    " qian dai mo kong cui lai wen pang zhuang chang chan wong chiu hsu hsieh tsai tseng chung"
    " cheung leung lau ho ng chow lam chang huang lo kuo wu"
    # Korean and Vietnamese
    " kim lee park choi jung jeong kang cho yoon jang lim han oh seo shin kwon hwang ahn song hong"
    " nguyen tran le pham hoang phan vu vo dang bui do"
    # South Asian
    " kumar singh sharma gupta das khan ahmed ali roy shah patel jain rao reddy sen ghosh hussain"
    " rahman islam banerjee chatterjee mukherjee".split()
)

# Shared by very many, who have many given names.
COMMON_FAMILY_NAMES = frozenset(
    " smith johnson williams brown jones miller davis wilson anderson taylor thomas moore martin"
    " thompson white harris clark lewis robinson walker young allen king wright scott green baker"
    " adams nelson hill campbell mitchell roberts carter phillips evans turner parker edwards"
    " collins stewart murphy cook morgan cooper muller schmidt schneider fischer weber meyer wagner"
    " becker schulz hoffmann hansen johansen olsen larsen andersen pedersen nilsen jensen nielsen"
    " christensen johansson andersson karlsson nilsson eriksson garcia gonzalez rodriguez fernandez"
    " lopez martinez sanchez perez gomez silva santos ferreira pereira oliveira costa rossi russo"
    " ferrari bianchi dubois durand bernard petit ivanov kuznetsov popov novak tanaka suzuki sato"
    " watanabe ito yamamoto nakamura kobayashi".split()
)

COMMON_GIVEN_NAMES = frozenset(
    "john james robert michael david william richard thomas charles joseph daniel mark paul peter"
    " steven stephen andrew george kevin brian edward martin christopher mary maria anna anne"
    " susan elizabeth jennifer sarah karen jan hans lars per ole anders erik jens klaus stefan"
    " andreas christian jose juan carlos luis antonio manuel francisco pedro joao giovanni marco"
    " andrea jean pierre michel philippe alexander sergey vladimir hiroshi takashi".split()
)
