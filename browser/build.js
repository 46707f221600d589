// What pages load in a browser, made of the packages of package-lock.json: one file of script and
// one of style for each entry, so that nothing is loaded from elsewhere.
import { build } from "esbuild";

await build({
  entryPoints: ["editor.js", "map.js"],
  outdir: "../src/citegraph/pages/static/built",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "linked",
});
