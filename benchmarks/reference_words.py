"""Words to make references of, by hand: names, topics, forms of titles, journals, publishers."""

from citegraph.citation.abbreviations import ABBREVIATIONS

SYLLABLES = (
    "ba ber ca chen da del do el fa far gar go ha hel in jo ka kow la lin ma mer mo na nov o pe "
    "po ra ri ro sa san shi ska son ta ten to tsu va vil wa wei xi yo za zhu"
).split()
FAMILIES = (
    "Smith|Johnson|Müller|Schmidt|Garcia|Martin|Rossi|Bianchi|Dupont|Lefèvre|Andersson|Jensen|"
    "Nowak|Kovács|Novák|Ivanov|Tanaka|Suzuki|Kim|Park|Lee|Wang|Chen|Li|Zhang|Nguyen|Patel|Singh|"
    "Khan|Silva|Santos|Costa|O'Brien|McDonald|MacKay|d'Amico|D'Souza|Al-Rashid|El-Sayed|"
    "Ben-David|Fitzgerald|Brown|Taylor|Wilson|Clark|Hall|Young|King|Wright|Hill|Green|Baker|"
    "Carter|Evans|Lundgren|Bjørnson|Åkesson|Öberg|Çelik|Yılmaz|Şahin|Łukasik|Žižka|Ó Briain|"
    "Papadopoulos|Ng|Ho|Levy|Cohen|Becker|Weber|Wagner|Hoffmann|Schäfer|Koch|Bauer|Klein|Wolf|"
    "Schröder|Neumann|Moreau|Laurent|Simon|Michel|Bertrand|Roux|Fournier|Girard|Bonnet|Ferrari|"
    "Esposito|Romano|Colombo|Ricci|Marino|Greco|Bruno|Gallo|Conti|Fernández|González|López|"
    "Sánchez|Pérez|Gómez|van Dijk|van der Berg|de Vries|de Jong|von Braun|de la Cruz|dos Santos|"
    "Di Pietro|De Luca|Le Roy|García López|Sala-i-Puig|Smith-Jones|Lopez-Claros|Rodríguez-Mora|"
    "St. Clair"
).split("|")
GIVEN = (
    "Anna|Bjørn|Carlos|David|Elena|François|George|Hans|Ingrid|John|Karen|Luis|Maria|Nils|Olga|"
    "Peter|Quentin|Robert|Sofia|Thomas|Ursula|Victor|William|Xavier|Yuki|Zoltán|Jean-Pierre|Mary "
    "Ann|Wei|James|Michael|Richard|Susan|Margaret|Paul|Daniel|Mark|Edward|Henry|Charles|Frank|"
    "Giovanni|Ahmed|Fatima|Ravi|Priya|Hiroshi|Mei|Jürgen|Éva|Paweł|Ludwig|Alfred|Joseph|"
    "Friedrich|Emily"
).split("|")
TOPICS = {
    "en": (
        "growth|market|policy|firm|trade|labour|innovation|region|price|risk|capital|network|"
        "learning|industry|knowledge|income|tax|bank|export|wage|money|cluster|technology|"
        "welfare|demand|investment|uncertainty|information|competition|state|culture|memory|"
        "language|city|war|empire|religion|gender|class|art|music|literature|philosophy|history|"
        "law|ethics|power|identity|migration|health|disease|cell|protein|receptor|gene|cancer|"
        "infection|therapy|patients|children|adults|brain|behaviour|cognition|attention|energy|"
        "climate|water|soil|species|evolution|ecology|polymer|surface|laser|quantum system|"
        "algorithm|software|data|neural networks|optimization|estimation|regression|theory|model|"
        "method|analysis|evidence|entrepreneurship|productivity|institutions|organization|"
        "governance|inequality|poverty|development|education|family|community|space|place|"
        "proximity|agglomeration|universities"
    ),
    "de": (
        "Wirtschaft|Gesellschaft|Entwicklung|Geschichte|Theorie|Politik|Kultur|Sprache|Wissen|"
        "Arbeit|Markt|Recht|Staat|Region|Innovation|Technik|Handel|Industrie|Raum|Wettbewerb"
    ),
    "fr": (
        "croissance|société|économie|territoire|entreprise|innovation|politique|histoire|culture|"
        "travail|marché|État|région|industrie|ville|monnaie|droit|pouvoir|langage|savoir"
    ),
    "es": (
        "crecimiento|sociedad|economía|territorio|empresa|innovación|política|historia|cultura|"
        "trabajo|mercado|región|industria|ciudad|desarrollo|educación|comercio"
    ),
    "it": (
        "crescita|società|economia|territorio|impresa|innovazione|politica|storia|cultura|lavoro|"
        "mercato|regione|industria|città|sviluppo|distretto"
    ),
}
TOPIC_LISTS = {language: words.split("|") for language, words in TOPICS.items()}
ADJECTIVES = (
    "regional|local|global|new|economic|social|industrial|technological|financial|rational|"
    "optimal|dynamic|spatial|public|private|modern|early|chronic|acute|human|molecular|"
    "collective|tacit|political|evolutionary|strategic|sustainable|nonlinear|stochastic|random|"
    "multiple"
).split("|")
PLACES_TALKED_OF = (
    "Italy|the United States|Europe|China|Sweden|Latin America|Silicon Valley|India|sub-Saharan "
    "Africa|Germany|the U.K.|OECD countries|rats|mice|older adults|Baden-Württemberg|Japan|Paris"
).split("|")
FORMS = {
    "en": (
        "The {n} of {n}|{a} {n} and {n}|{a} {n}: {n}, {n} and {n} in {p}|A {a} approach to {n}|"
        "{n} in {p}, {y}–{y2}|Does {n} matter? {n} and {n} in {p}|{n}, {n}, and {n}|Towards a "
        "theory of {a} {n}|What is {n}?|A note on {a} {n}|{a} {n}|{n} and its {n}: a review|The "
        "{a} {n} of {n} in {p}|Essays on {n}|Measuring {n}: evidence from {p}|'{n}' or '{n}'? "
        "{a} {n} revisited|On the {n} of {a} {n} (with an application to {p})|{n}|Handbook of "
        "{a} {n}|Effects of {n} on {a} {n} in {p}|How {a} is {n}? The case of {p}|Introduction "
        "to {n} in the {a} {n}|{n} in an {a} age. Part II|{n} versus {n}: the {y} {n}|The '{a} "
        "{n}' in {a} perspective|{n} in {p} {y}-{y2}|“{n}” and {a} {n}|{N} {y}: {a} {n} for {p}|"
        "Editorial|Principles of {n}"
    ),
    "de": (
        "{n} und {n}|Die {n} der {n}|Zur Theorie der {n}|{n}, {n} und {n}: Eine Einführung|"
        "Grundlagen der {n}|{n} im Wandel|Über {n}|Der Begriff der {n}"
    ),
    "fr": (
        "La {n} et le {n}|{n} et {n}|Les formes de la {n} : le cas de {p}|L'{n} du {n}|Vers une "
        "nouvelle {n} ?|Note sur la notion de {n}|De la {n} à la {n}"
    ),
    "es": "La {n} y el {n}|{n} y {n} en {p}|Hacia una nueva {n}|El papel de la {n} en la {n}",
    "it": "La {n} e il {n}|Dal {n} alla {n}|{n} e {n}: il caso di {p}|Introduzione alla {n}",
}
LINKS = (
    "of|in|and|on|for|with|during|after|by|from|to|between|is associated with|as a|in the|of the|"
    "among|versus|through|using|against|as|under|without|at the"
).split("|")
JOURNALS = {
    "en": (
        "Journal of {A} {N}|{A} {N} Review|{N} and {N}|International Journal of {N}|The {A} "
        "Journal|Journal of {N} and {N}|Annals of {A} {N}|{A} {N}|{N}|Review of {A} {N}|{N} "
        "Quarterly|{A} Studies|Journal of {N}, {N} and {N}|{N} & {N}|Proceedings of the {A} "
        "Academy of {N}|{N} Letters|Bulletin of {N}|European {N} Studies|American {N} Review|"
        "Advances in {N}|Transactions on {N}|{A} {N} Research|Cambridge Journal of {N}|{N} "
        "Policy|{N}: A {A} Journal"
    ),
    "de": "Zeitschrift für {N}|{N} und {N}|Archiv für {N}|Jahrbuch für {N}|{N}sforschung",
    "fr": "Revue de {n}|Revue française de {n}|{N} et {n}|Annales de {n}|Cahiers de {n}",
    "es": "Revista de {N}|Cuadernos de {n}|{N} y {n}|Boletín de {n}",
    "it": "Rivista di {n}|{N} e {n}|L'{n}|Quaderni di {n}",
}
SINGLE = (
    "Nature|Science|Lancet|The Lancet|Econometrica|Brain|Cell|Blood|Circulation|PLoS ONE|PLOS "
    "ONE|Ecology|Mind|Isis|Past & Present|Daedalus|Kyklos|Gut|Chest|Cancer|Neuron|Economica|"
    "Cortex|Social Forces|Demography|Synthese|Speculum|Osiris|Diabetes|Stroke|Bioinformatics|"
    "Evolution"
).split("|")
PLACES = (
    "London|New York|Cambridge|Oxford|Berlin|Paris|Chicago|Cambridge, MA|Cambridge, Mass.|"
    "Amsterdam|Cheltenham|Princeton, NJ|Milano|Madrid|Frankfurt am Main|Tübingen|Stanford, CA|"
    "Boston|Dordrecht|Heidelberg|Wien|Roma|Bologna|New Haven|Washington, D.C.|Basingstoke|Geneva|"
    "Brussels|Stockholm|Oslo|Copenhagen|Aalborg|Tokyo|Beverly Hills, CA|Newbury Park, Calif.|"
    "Thousand Oaks|New York, NY|Berkeley|Los Angeles|Philadelphia|Toronto|Leiden|Leipzig|München|"
    "Stuttgart|Lyon|Grenoble|Turin|Barcelona|Lisbon|Helsinki|Moscow|Beijing|Mahwah, N.J.|Ithaca, "
    "N.Y.|Hoboken|Reading, MA|Utrecht"
).split("|")
PUBLISHERS = (
    "{P} University Press|University of {P} Press|MIT Press|The MIT Press|Routledge|Springer|"
    "Sage|Springer Verlag|Springer-Verlag|Elsevier|North-Holland|Wiley|John Wiley & Sons|"
    "Blackwell|Basil Blackwell|Edward Elgar|Macmillan|Palgrave Macmillan|{F} & {F}|{F} Verlag|"
    "{F} Press|{F}|{F} and Sons|Éditions {F}|Presses universitaires de {P}|Il {N}|{F} Books|"
    "Academic Press|Harper & Row|Free Press|Kluwer Academic Publishers|Pinter|Free Association "
    "Books|{F} Publishing Co.|Harvard University Press|Oxford University Press|Cambridge "
    "University Press|Guilford|McGraw-Hill|Prentice Hall|Addison-Wesley|Penguin|Mohr Siebeck|"
    "Suhrkamp|Gallimard|La Découverte|Franco{F}|Basic {N}|Institute for {N}|World Bank|ACM|IEEE|"
    "{F}-{F}|S.{F} Ltd"
).split("|")
HOUSES = (
    "University of {P}|{P} University|Institute for {A} {N}|National Bureau of {A} {N}|OECD|"
    "Department of {N}, University of {P}|Centre for {N} Research|European Commission|{P} School "
    "of {N}|World Bank|Max Planck Institute for {N}|MERIT|CEPR|{A} {N} Council|Université de {P}|"
    "Universität {P}|Universidad de {P}|Federal Reserve Bank of {P}|Statistics {P}"
).split("|")
SERIES = (
    "Working Paper|Discussion Paper|Working Papers|{H} Working Paper|{H} Discussion Paper|"
    "Technical Report|{A} {N} Working Paper Series|Research Report|{H} Working Papers|Policy "
    "Paper|Occasional Paper|{H} Discussion Paper Series|NBER Working Paper|IZA Discussion Paper|"
    "Documento de trabajo|Document de travail|Diskussionspapier|Staff Paper"
).split("|")
ABBREVIATED = sorted(word.capitalize() for word in ABBREVIATIONS if len(word) > 2)
HEADS = "J Am Int Eur Br Ann Rev Proc Bull Arch Acta Trans Adv Curr Z".split()
