// What pages load in a browser, made of the packages of package-lock.json: one file of script and
// one of style for each entry, so that nothing is loaded from elsewhere.
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { licences } from "./licences.js";

const ENTRIES = ["editor", "map"];
const FOLDER = "../src/citegraph/pages/static/built";

await build({
  entryPoints: ENTRIES.map((name) => `${name}.js`),
  outdir: FOLDER,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "linked",
  banner: {
    js: "/*! Licences of what this is made of: LICENCES.txt */",
    css: "/*! Licences of what this is made of: LICENCES.txt */",
  },
});
await writeFile(`${FOLDER}/LICENCES.txt`, await licences());
