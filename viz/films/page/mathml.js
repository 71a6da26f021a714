// Formulas from LaTeX to MathML, which browsers typeset without a network. The subset is what autograd.spelling and the
// rows of the table write; what is not in it, as a rule of your own may have, appears as it was typed.
"use strict";

const typeset = (() => {
  const NAMESPACE = "http://www.w3.org/1998/Math/MathML";
  const TOKEN = /\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|./gsu;
  const SIGNS = { "\\cdot": "⋅", "\\times": "×", "\\partial": "∂", "-": "−", "\\cdots": "⋯", "\\le": "≤", "\\ge": "≥",
    "\\ne": "≠", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\bmod": "mod",
    "\\sum": "∑", "\\wedge": "∧", "\\dots": "…", "\\langle": "⟨", "\\rangle": "⟩", "\\leftarrow": "←", "\\|": "‖" };
  const GREEK = "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ " +
    "lambda λ mu μ nu ν xi ξ pi π rho ρ varsigma ς sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω infty ∞ " +
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ nabla ∇ Vert ‖ imath ı " +
    "jmath ȷ aleph ℵ Re ℜ Im ℑ wp ℘ ast ∗ prime ′ pm ± surd √ bullet • circ ∘ top ⊤ perp ⊥ dag †";
  const LETTERS = new Map();
  GREEK.split(" ").forEach((word, i, all) => { if (i % 2 === 0) LETTERS.set(`\\${word}`, all[i + 1]); });
  const ACCENTS = { "\\hat": "^", "\\bar": "¯", "\\tilde": "~", "\\dot": "˙", "\\ddot": "¨", "\\vec": "→", "\\check": "ˇ",
    "\\breve": "˘", "\\grave": "`", "\\acute": "´", "\\mathring": "˚", "\\overline": "¯" };
  const ALPHABETS = { "\\mathcal": [0x1d4d0, 0], "\\mathbf": [0x1d400, 0x1d41a],
    "\\mathsf": [0x1d5a0, 0x1d5ba], "\\mathtt": [0x1d670, 0x1d68a] };
  const UPRIGHT = new Set(
    "ln log exp sin cos tan arcsin arccos arctan sinh cosh tanh max min".split(" ").map((name) => `\\${name}`),
  );
  const SPACES = { "\\,": "0.17em", "\\;": "0.28em", "\\quad": "1em", "\\ ": "0.33em" };
  const NAMED = { "\\textbackslash": "\\", "\\textasciitilde": "~", "\\textasciicircum": "^" };

  function element(name, ...inside) {
    const made = document.createElementNS(NAMESPACE, name);
    made.append(...inside);
    return made;
  }
  /** Whether a minus behind it subtracts; behind a sign, as in = −2, and at a beginning it belongs to its number. */
  const endsOperand = (before) => before !== undefined && (before.localName !== "mo" || /^[)\]}|′!]$/.test(before.textContent));
  const space = (width) => { const made = element("mspace"); made.setAttribute("width", width); return made; };
  const one = (nodes) => (nodes.length === 1 ? nodes[0] : element("mrow", ...nodes));

  function leaf(token) {
    if (SIGNS[token]) return element("mo", SIGNS[token]);
    if (LETTERS.has(token)) return element("mi", LETTERS.get(token));
    if (UPRIGHT.has(token)) return element("mi", token.slice(1));
    if (/^\d/.test(token)) return element("mn", token);
    if (token[0] === "\\") return element("mtext", /^\\[^A-Za-z]$/.test(token) ? token.slice(1) : token);
    return element(/^\p{L}$/u.test(token) ? "mi" : "mo", token);
  }

  function reader(latex) {
    const tokens = latex.match(TOKEN) || [];
    let place = 0;
    const peek = () => {
      while (place < tokens.length && /^\s+$/.test(tokens[place])) place += 1;
      return tokens[place];
    };
    const take = () => { const token = peek(); place += 1; return token; };

    function row(...ends) {
      const nodes = [];
      for (let token = peek(); token !== undefined && !ends.includes(token); token = peek()) {
        if (token === "^" || token === "_") {
          nodes.push(script(nodes.pop() || element("mrow")));
          continue;
        }
        if (token === "'") {
          take();
          nodes.push(element("msup", nodes.pop() || element("mrow"), element("mo", "′")));
          continue;
        }
        const next = atom(), before = nodes.at(-1);
        if (token === "-" && !endsOperand(before)) {
          next[0].setAttribute("form", "prefix");
          next[0].setAttribute("lspace", "0");
          next[0].setAttribute("rspace", "0");
        }
        if (before?.localName === "mfrac" && next[0]?.localName === "mfrac") nodes.push(space("0.2em"));
        const isSign = next[0]?.localName === "mo" && next[0].textContent === "−" && before?.localName === "mo";
        if (isSign && !/[)|′∞]/.test(before.textContent)) next[0].setAttribute("form", "prefix"); // a = −b: no subtraction
        nodes.push(...next);
        const close = [undefined, "(", "\\left", "^", "_", "}"]; // what needs no space after ln
        if (UPRIGHT.has(token) && !close.includes(peek())) nodes.push(space("0.17em"));
      }
      return nodes;
    }
    function script(base) {
      const name = take() === "^" ? "msup" : "msub";
      const small = one(argument());
      if (name === "msup" && base.localName === "msub") return element("msubsup", ...base.childNodes, small);
      if (name === "msub" && base.localName === "msup") {
        const [letter, above] = base.childNodes;
        return element("msubsup", letter, small, above);
      }
      return element(name, base, small);
    }
    const argument = () => (peek() === "{" ? group() : atom());
    function group() {
      take();
      const nodes = row("}");
      take();
      return nodes;
    }
    function text() { // the letters of a group as they are typed, spaces and escaped signs included
      let out = "";
      take();
      for (let depth = 0; place < tokens.length;) {
        const token = tokens[place++];
        if (token === "}" && depth === 0) break;
        depth += token === "{" ? 1 : token === "}" ? -1 : 0;
        out += NAMED[token] || (token === "{" || token === "}" ? "" : token.replace(/^\\(?=.)/s, ""));
      }
      return out;
    }
    function fence() {
      const opening = leaf(take());
      const nodes = row("\\right");
      take();
      const closing = peek() === undefined ? [] : [leaf(take())];
      return element("mrow", opening, ...nodes, ...closing);
    }
    function cases() {
      const table = element("mtable");
      for (let next = "\\\\"; next === "\\\\"; next = take()) {
        const line = element("mtr");
        do {
          if (peek() === "&") take();
          line.append(element("mtd", ...row("&", "\\\\", "\\end{cases}")));
        } while (peek() === "&");
        table.append(line);
      }
      return element("mrow", element("mo", "{"), table);
    }
    function atom() {
      if (peek() === undefined) return [];
      if (peek() === "{") return group();
      const token = take();
      switch (token) {
        case "\\frac": return [element("mfrac", one(argument()), one(argument()))];
        case "\\sqrt": return [element("msqrt", ...argument())];
        case "\\mathrm": case "\\mathit": case "\\operatorname": {
          const name = element("mi", text().replace(/^(mathrm|text)(?=.)/, ""));
          if (name.textContent.length === 1 && token !== "\\mathit") name.setAttribute("mathvariant", "normal");
          return [name];
        }
        case "\\underline": return [element("munder", one(argument()), element("mo", "_"))];
        case "\\text": return [element("mtext", text())];
        case "\\mathrel": { // \mathrel{+}= is one sign
          const sign = text() + (peek() === "=" ? take() : "");
          return [element("mo", sign)];
        }
        case "\\left": return [fence()];
        case "\\begin{cases}": return [cases()];
        case "\\boldsymbol": {
          const inside = element("mrow", ...argument());
          inside.style.fontWeight = "bold";
          return [inside];
        }
        default:
          if (ACCENTS[token]) return [accented(one(argument()), ACCENTS[token])];
          if (ALPHABETS[token]) return [element("mi", [...text()].map((c) => lettered(c, ...ALPHABETS[token])).join(""))];
          return SPACES[token] ? [space(SPACES[token])] : [leaf(token)];
      }
    }
    return row;
  }

  /** A Latin letter in an alphabet that begins with these capitals and small letters; 0 where it has none. */
  function lettered(letter, capitals, smalls) {
    if (/[A-Z]/.test(letter) && capitals) return String.fromCodePoint(capitals + letter.charCodeAt(0) - 65);
    if (/[a-z]/.test(letter) && smalls) return String.fromCodePoint(smalls + letter.charCodeAt(0) - 97);
    return letter;
  }
  function accented(letter, accent) {
    const made = element("mover", letter, element("mo", accent));
    made.setAttribute("accent", "true");
    return made;
  }

  /** A `<math>` element for a formula. Made element by element: no text is ever parsed as markup. */
  return (latex) => {
    const math = element("math", element("mrow", ...reader(latex)()));
    math.setAttribute("display", "block");
    return math;
  };
})();
