"""Works and things to RDF, as lines of N-Quads. Pure; the only minting of IRIs."""
