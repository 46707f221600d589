// What pages load in a browser, made of the packages of package-lock.json: one file of script and
// one of style for each entry, so that nothing is loaded from elsewhere.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const OUT = "../src/citegraph/pages/static/built";
const { metafile } = await build({
  entryPoints: ["map.js"],
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
  metafile: true,
});

// The licences of what was built in go with it.
const folders = Object.keys(metafile.inputs).map(
  (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
);
const notices = [...new Set(folders.filter(Boolean))].sort().map(async (folder) => {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(`${folder}/${file}`, "utf8") : "";
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
});
await writeFile(`${OUT}/LICENCES.txt`, (await Promise.all(notices)).join(`\n${"-".repeat(72)}\n\n`));
