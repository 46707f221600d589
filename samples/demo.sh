#!/bin/sh
# Ingest the samples, answer four questions, export. Usage: samples/demo.sh [CITEGRAPH]
set -eu
cd "$(dirname "$0")/.."
citegraph=${1:-citegraph}
store=demo/citegraph.store
rm -rf "$store"
mkdir -p demo

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { say "\$ citegraph -s $store $*"; "$citegraph" -s "$store" "$@"; }

say 'Pages saved from two sites and a small archive become one graph.'
# Exit code 1: the archive has a broken template, which is reported; the rest is in.
run ingest samples/pages samples/redif || test $? -eq 1

say 'Which works are cited most, and how much do we know of that?'
run query most-cited --limit 5

say 'What does a work cite, and what became of each reference?'
run query references-of --work RePEc:stp:stepre:1995r03 --limit 4

say 'Which references are younger than the work that cites them?'
run query anachronisms

say 'Where do the sources contradict each other?'
run query contradictions

say 'Why does the graph say 1995?'
run why RePEc:stp:stepre:1995r03 year

run export -o demo/graph.ttl

cat <<END

The graph is in demo/graph.ttl, the store in $store. To browse it at http://127.0.0.1:8080:
  $citegraph -s $store serve
Or try next:
  . .venv/bin/activate
  export CITEGRAPH_STORE=$store
  citegraph query                                  the other questions
  citegraph show "The Learning Economy"            one work on a page
  citegraph sparql 'SELECT ?t { ?w dcterms:title ?t } LIMIT 5'
  citegraph ingest PATH...                         your own pages and archives
END
