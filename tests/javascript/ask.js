// A client of the endpoint: what each kind of query gave it, as JSON.
//
//     node ask.js ENDPOINT SELECT CONSTRUCT ASK WRONG
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";

const [endpoint, select, construct, ask, wrong] = process.argv.slice(2);
const found = { rows: [], triples: 0, posted: 0, yes: null, error: "" };

const fetcher = new SparqlEndpointFetcher();
for await (const row of await fetcher.fetchBindings(endpoint, select)) found.rows.push(row.w.value);
for await (const _ of await fetcher.fetchTriples(endpoint, construct)) found.triples += 1;
found.yes = await fetcher.fetchAsk(endpoint, ask);
try {
  for await (const row of await fetcher.fetchBindings(endpoint, wrong)) found.rows.push(row);
} catch (error) {
  found.error = String(error);
}

const posting = new SparqlEndpointFetcher({ method: "POST" });
for await (const _ of await posting.fetchBindings(endpoint, select)) found.posted += 1;

console.log(JSON.stringify(found));
