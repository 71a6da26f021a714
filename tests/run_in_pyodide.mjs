// Runs a Python program in Pyodide, as a page does, but under node: node run_in_pyodide.mjs SETTINGS, a file of JSON.
//   modules   the folder node_modules with pyodide and @viz-js/viz
//   wheel     the wheel under test, unpacked as micropip would
//   folders   folders of this machine, by the names that they get in the program
//   page      what the page has loaded before: "nothing", "library" (its module), "engine"
//   program   the Python program, which may await; `modules_url` is a name in it
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.message}\n`); // and not the line of 10 MB in which it was thrown
  process.exit(1);
});
const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const modules = pathToFileURL(settings.modules).href;
const { loadPyodide } = await import(`${modules}/pyodide/pyodide.mjs`);
const pyodide = await loadPyodide();
pyodide.setStdout({ batched: (line) => process.stdout.write(`${line}\n`) });
pyodide.setStderr({ batched: (line) => process.stderr.write(`${line}\n`) });
pyodide.unpackArchive(new Uint8Array(readFileSync(settings.wheel)), "wheel");
for (const [name, folder] of Object.entries(settings.folders)) {
  pyodide.mountNodeFS(name, folder);
}
if (settings.page !== "nothing") {
  const library = await import(`${modules}/@viz-js/viz/dist/viz.js`);
  if (settings.page === "library") globalThis.Viz = library;
  else globalThis.chalkgradLayout = await library.instance();
}
pyodide.globals.set("modules_url", modules);
await pyodide.runPythonAsync(settings.program);
process.exit(0);
