"""Pages for people: HTML made of one generation, without a request to anywhere.

site       which page stands at which path
addresses  where a thing, an answer, a reason stands, as links
facts      what the graph says of a thing, read for a template
work, person, venue, institution, topic, source, other
           a page of each kind of thing
start, browse, search, ask, editor, why, history
           the other pages
access     who may change the store from a page
table, chart
           answers of saved queries, and pictures of them
terms      the vocabulary, for editors that complete it
map, map_links, strongest
           answers that are networks as maps, and where they are
head       what a page says of its thing to programs
render     templates, and nothing else that knows HTML
"""
