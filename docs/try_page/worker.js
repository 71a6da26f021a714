// Python, beside the page, so that the page answers while Python works, and can stop it. The page sends one message that
// says where everything is, then one for each run; it gets what is loading, {ready}, and the answer of session.py's run.
let answer;

async function load({ python, layout, packages, session }) {
  const tell = (loading) => postMessage({ loading });
  tell("loading python");
  const { loadPyodide } = await from(python, () => import(`${python}pyodide.mjs`));
  const pyodide = await from(python, () => loadPyodide({ indexURL: python }));
  tell("loading layout");
  const graphviz = await from(layout, () => import(layout));
  self.chalkgradLayout = await graphviz.instance();
  tell("loading packages");
  for (const wheel of packages) pyodide.unpackArchive(Uint8Array.from(atob(wheel), (c) => c.charCodeAt(0)), "wheel");
  pyodide.FS.writeFile("try_session.py", session);
  const module = pyodide.pyimport("try_session");
  answer = async ({ code, lang, theme, room }) => {
    // NumPy and others, if the lines import them; without a connection the import says what is missing
    await pyodide.loadPackagesFromImports(code, { messageCallback() {}, errorCallback() {} }).catch(() => {});
    return module.run(code, lang, theme, pyodide.toPy(room));
  };
  postMessage({ ready: true });
}

async function from(place, get) {
  try {
    return await get();
  } catch (error) {
    throw Object.assign(new Error(error.message), { place });
  }
}

self.onmessage = async ({ data }) => {
  try {
    if (data.code === undefined) await load(data);
    else postMessage({ answer: JSON.parse(await answer(data)) });
  } catch (error) {
    postMessage({ lost: { place: error.place ?? "", reason: error.message } });
  }
};
