"""The terms that stored and exported data use, as IRIs. `ontology/citegraph.ttl` declares each."""

CG = "https://w3id.org/citegraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
BIBO = "http://purl.org/ontology/bibo/"
CITO = "http://purl.org/spar/cito/"
FABIO = "http://purl.org/spar/fabio/"
PROV = "http://www.w3.org/ns/prov#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"

PREFIXES = {
    "bibo": BIBO,
    "cg": CG,
    "cito": CITO,
    "dcterms": DCTERMS,
    "fabio": FABIO,
    "foaf": FOAF,
    "prism": PRISM,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

TYPE = RDF + "type"
LABEL = RDFS + "label"

# Classes
WORK = CG + "Work"
WORKING_PAPER = CG + "WorkingPaper"
ARTICLE = CG + "Article"
CHAPTER = CG + "Chapter"
BOOK = CG + "Book"
SOFTWARE = CG + "Software"
VERSION_CLUSTER = CG + "VersionCluster"
AUTHORSHIP = CG + "Authorship"
PERSON = CG + "Person"
ORGANIZATION = CG + "Organization"
VENUE = CG + "Venue"
SERIES = CG + "Series"
JOURNAL = CG + "Journal"
ARCHIVE = CG + "Archive"
REFERENCE = CG + "Reference"
FULL_TEXT = CG + "FullText"
SOURCE_DOCUMENT = CG + "SourceDocument"
INGEST = CG + "Ingest"
CONFLICT = CG + "Conflict"
COMPARISON = CG + "Comparison"
DECISION = CG + "Decision"
CONCEPT = SKOS + "Concept"
COLLECTION = BIBO + "Collection"

# Individuals
MATCHED = CG + "matched"
UNCERTAIN = CG + "uncertain"
UNMATCHED = CG + "unmatched"
CONFIRMED = CG + "confirmed"
REJECTED = CG + "rejected"

# Works and references
TITLE = DCTERMS + "title"
ABSTRACT = DCTERMS + "abstract"
LANGUAGE = DCTERMS + "language"
PUBLISHER = DCTERMS + "publisher"
CREATOR = DCTERMS + "creator"
SUBJECT = DCTERMS + "subject"
IS_PART_OF = DCTERMS + "isPartOf"
AVAILABLE = DCTERMS + "available"
DESCRIPTION = DCTERMS + "description"
RIGHTS = DCTERMS + "rights"
YEAR = CG + "year"
YEAR_STATED = CG + "yearStated"
YEAR_BASIS = CG + "yearBasis"
VOLUME = PRISM + "volume"
ISSUE = PRISM + "issueIdentifier"
STARTING_PAGE = PRISM + "startingPage"
ENDING_PAGE = PRISM + "endingPage"
EDITION = PRISM + "edition"
PUBLICATION_NAME = PRISM + "publicationName"
PUBLICATION_ISSN = PRISM + "issn"
CHAPTER_NUMBER = FABIO + "hasSequenceIdentifier"
NUMBER = CG + "numberInSeries"
BOOK_TITLE = CG + "bookTitle"
VENUE_ABBREVIATION = CG + "venueAbbreviation"
HANDLE = CG + "handle"
SHORT_ID = CG + "shortId"
EDIRC_ID = CG + "edircId"
DOI = BIBO + "doi"
ISBN = BIBO + "isbn13"
ISSN = BIBO + "issn"
SHORT_TITLE = BIBO + "shortTitle"
KEYWORD = CG + "keyword"
PUBLICATION_STATUS = CG + "publicationStatus"
NOTE = SKOS + "note"
NOTATION = SKOS + "notation"
BROADER = SKOS + "broader"
IN_VENUE = CG + "inVenue"
MATCH_KEY = CG + "matchKey"
BLOCKING_KEY = CG + "blockingKey"
SOUGHT_KEY = CG + "soughtKey"
VALUE_LOST = CG + "valueLost"

# Authorships
HAS_AUTHORSHIP = CG + "hasAuthorship"
ORDINAL = CG + "ordinal"
NAME_AS_WRITTEN = CG + "nameAsWritten"
NAME_KEY = CG + "nameKey"
NAME_BLOCK = CG + "nameBlock"
AUTHOR_LIST = CG + "authorList"
ROLE = CG + "role"
AFFILIATION = CG + "affiliationAsWritten"
PERSON_OF = CG + "person"
ORGANIZATION_OF = CG + "organization"
PROVIDER = CG + "provider"
GIVEN_AS_WRITTEN = CG + "givenNameAsWritten"
FAMILY_AS_WRITTEN = CG + "familyNameAsWritten"
IDENTIFICATION = CG + "identification"
IDENTIFICATION_BASIS = CG + "identificationBasis"
DOUBTFUL_PERSON = CG + "doubtfulPerson"
POSSIBLY_SAME = CG + "possiblySame"
NAME = FOAF + "name"
GIVEN_NAME = FOAF + "givenName"
FAMILY_NAME = FOAF + "familyName"
PAGE = FOAF + "page"
BASED_NEAR = SCHEMA + "location"
CLAIMS = CG + "claims"

# References
HAS_REFERENCE = CG + "hasReference"
POSITION = CG + "position"
RAW = CG + "raw"
MODEL_VERSION = CG + "modelVersion"
STATUS = CG + "status"
SCORE = CG + "score"
MATCH_METHOD = CG + "matchMethod"
TARGET = CG + "target"
CANDIDATE = CG + "candidate"
HAS_COMPARISON = CG + "hasComparison"
COMPARED_WITH = CG + "comparedWith"
AGREES = CG + "agreesIn"
DIFFERS = CG + "differsIn"
VETO = CG + "veto"
TITLE_SIMILARITY = CG + "titleSimilarity"
COVERAGE = CG + "referenceListCoverage"
CITES = CITO + "cites"
CITED_BY_COUNT = CG + "citedByCount"
CLUSTER_CITED_BY_COUNT = CG + "clusterCitedByCount"
DECIDED_BY = CG + "decidedBy"

# Versions
STATED_VERSION = CG + "statedVersion"
COMPUTED_VERSION = CG + "computedVersion"
POSSIBLE_VERSION = CG + "possibleVersion"
VERSION_OF = CG + "versionOf"
VERSION_BASIS = CG + "versionBasis"
PREDECESSOR = DCTERMS + "replaces"
FOLLOWUP = DCTERMS + "isReplacedBy"

# Full texts
HAS_FULL_TEXT = CG + "fullText"
CONTENT_URL = SCHEMA + "contentUrl"
ENCODING_FORMAT = SCHEMA + "encodingFormat"
RESTRICTION = CG + "restriction"
ACCESS_LEVEL = CG + "accessLevel"

# Conflicts
HAS_CONFLICT = CG + "hasConflict"
FIELD = CG + "field"
KEPT_VALUE = CG + "keptValue"
KEPT_SOURCE = CG + "keptSource"
KEPT_LINE = CG + "keptLine"
OTHER_VALUE = CG + "otherValue"
OTHER_SOURCE = CG + "otherSource"
OTHER_LINE = CG + "otherLine"

# What people decided
DECIDES = CG + "decides"
VERDICT = CG + "verdict"
VERDICT_ON = CG + "verdictOn"

# Lists of works
HAS_PART = DCTERMS + "hasPart"

# Sources and their log
DERIVED_FROM = PROV + "wasDerivedFrom"
DESCRIBES = CG + "describes"
LINE = CG + "line"
FILE_NAME = CG + "fileName"
ENCODING = CG + "encoding"
CONTENT_HASH = CG + "contentHash"
SOURCE_FORMAT = CG + "sourceFormat"
PARSER_VERSION = CG + "parserVersion"
ENDED_AT = PROV + "endedAtTime"
INFORMED_BY = PROV + "wasInformedBy"
GENERATION = CG + "generation"
