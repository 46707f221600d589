// The licences of the packages that are built into what pages load. Packages come bundled into one
// another without them, so comments alone would not name all.
import { readdir, readFile } from "node:fs/promises";

// They build and check, and nothing of them is sent to browsers.
const TOOLS = /node_modules\/(esbuild|@esbuild|@types)(\/|$)/;
const TEXT = /^licen[cs]e(\.(txt|md))?$/i;

export async function licences() {
  const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
  const folders = Object.keys(lock.packages).filter((folder) => folder && !TOOLS.test(folder));
  const texts = await Promise.all(folders.sort().map(licence));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

async function licence(folder) {
  const about = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const author = about.author?.name ?? about.author ?? "its authors";
  const file = (await readdir(folder)).find((name) => TEXT.test(name));
  const text = file ? await readFile(`${folder}/${file}`, "utf8") : `Copyright ${author}\n`;
  const named = `${about.name} ${about.version}, ${about.license}`;
  return `${named}\n${about.homepage ?? ""}\n\n${text.trim()}\n`;
}
