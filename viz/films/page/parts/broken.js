// Broken backward passes, as they are written by mistake, on the numbers that the page shows; and why each is wrong.
// Twins of viz.analysis.broken, viz.lessons.bug_reasons and count_paths and spell_count of viz.lessons.paths_table; browser
// tests compare what both say.
"use strict";

const MOST_VISITS = 100000; // recursion without order is not run where it would visit more

const seeded = () => { const gradients = nodes.map(() => 0); gradients[ROOT] = 1; return gradients; };
/** One backward pass, in which `arrive` says what becomes of a gradient when something arrives. */
function sweptWith(gradients, collect) {
  for (let node = ROOT; node >= 0; node -= 1) {
    parentsOf[node].forEach((parent, position) => {
      gradients[parent] = collect(gradients[parent], now.partials[node][position], gradients[node], node);
    });
  }
  return gradients;
}
const addUp = (there, local, upstream) => there + local * upstream;

/** The rule next to the output that has a slope other than 1; null if there is none. */
function forgetfulRule() {
  for (let node = ROOT; node >= 0; node -= 1) {
    if (now.partials[node].some((local) => local !== 1)) return data.rules[nodes[node].use];
  }
  return null;
}
const twoPasses = () => sweptWith(seeded(), addUp).map((x) => x + x);

/** Without an order: each visit sends on all that is there and then visits the parents. `visits`: what each node had. */
function recursed() {
  const gradients = seeded(), visits = new Map(), open = [[ROOT, -1]];
  while (open.length) {
    const top = open.at(-1), [node, done] = top;
    if (done < 0) {
      visits.set(node, [...(visits.get(node) ?? []), gradients[node]]);
      parentsOf[node].forEach((parent, position) => { gradients[parent] += now.partials[node][position] * gradients[node]; });
    }
    top[1] += 1;
    if (top[1] < parentsOf[node].length) open.push([parentsOf[node][top[1]], -1]);
    else open.pop();
  }
  return { gradients, visits };
}
let impatience = { of: null, found: null };
/** What recursion makes of the present numbers; null where it would visit too many nodes. */
function impatient() {
  if (impatience.of !== now) {
    const visits = wayCounts.reduce((sum, n) => sum + n, 0);
    impatience = { of: now, found: visits > MOST_VISITS ? null : recursed() };
  }
  return impatience.found;
}

const RIGHT_ONCE = () => sweptWith(seeded(), addUp);
/** Each mistake with the right pass that it is measured against, as in viz.lessons.buglab.BUGS. */
const BUGS = {
  assign: [() => sweptWith(seeded(), (there, local, upstream) => local * upstream), RIGHT_ONCE],
  recursion: [() => impatient()?.gradients ?? null, RIGHT_ONCE],
  zero: [() => sweptWith(seeded(), addUp).map((x, node) => (nodes[node].use === null ? x + x : x)), RIGHT_ONCE],
  factor: [() => {
    const forgetful = forgetfulRule();
    return sweptWith(seeded(), (there, local, upstream, node) =>
      there + (data.rules[nodes[node].use] === forgetful ? upstream : local * upstream));
  }, RIGHT_ONCE],
  stale: [() => {
    const gradients = sweptWith(seeded(), addUp);
    gradients[ROOT] = 1;
    sweptWith(gradients, addUp);
    gradients[ROOT] = 2; // the sum of both passes: what is wrong lies below
    return gradients;
  }, twoPasses],
};

/** Equal up to the rounding of another order of additions; nan is like nan. */
const isSame = (x, y) => x === y || (x !== x && y !== y) ||
  Math.abs(x - y) <= Math.max(1e-9 * Math.max(Math.abs(x), Math.abs(y)), 1e-300);

/** Run a mistake: its gradients, the right ones, the wrong nodes in the order of the pass, and a sentence. */
function runBug(name) {
  const [algorithm, right] = BUGS[name], title = label(`bug ${name} title`), gradients = algorithm();
  if (gradients === null) {
    const visits = spellCount(wayCounts.reduce((sum, n) => sum + n, 0));
    return { name, gradients: null, expected: null, wrong: [], sentence: label("bug large", { title, visits, nodes: withCommas(NODES) }) };
  }
  const expected = right(), backwards = nodes.map((_, i) => ROOT - i);
  const wrong = backwards.filter((node) => !isSame(gradients[node], expected[node]));
  const [key, fields] = REASONS[name]({ gradients, expected, wrong });
  const why = label(`bug ${name} ${key}`, fields);
  const sentence = label(wrong.length ? "bug found" : "bug unseen", { title, count: withCommas(wrong.length), why });
  return { name, gradients, expected, wrong, sentence };
}

const withCommas = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
/** Digits in groups, or the power of ten. */
const spellCount = (count) => (count < 1e15 ? withCommas(count) : `10^${Math.floor(Math.log10(count))}`);

const fieldsOf = ({ gradients, expected }, node) => ({
  name: nodes[node].name, wrong: number(gradients[node]), right: number(expected[node]), consumers: consumersOf[node],

});
const innerNodes = () => nodes.map((_, i) => ROOT - i).filter((node) => parentsOf[node].length);
/** Why each mistake shows, or why not: the key of a sentence of viz.lang.buglab, and its fields. */
const REASONS = {
  assign(outcome) {
    if (outcome.wrong.length) return ["why", fieldsOf(outcome, outcome.wrong[0])];
    return [Math.max(...consumersOf) > 1 ? "unseen zero" : "unseen", {}];
  },
  recursion(outcome) {
    const again = innerNodes().filter((node) => wayCounts[node] > 1), wrong = new Set(outcome.wrong);
    if (!wrong.size) return [again.length ? "unseen zero" : "unseen", {}];
    const node = again.find((one) => parentsOf[one].some((parent) => wrong.has(parent)));
    const below = parentsOf[node].find((parent) => wrong.has(parent));
    const names = { name: nodes[node].name, below: nodes[below].name, visits: wayCounts[node] };
    return ["why", { ...fieldsOf(outcome, below), ...names }];
  },
  zero: (outcome) => (outcome.wrong.length ? ["why", fieldsOf(outcome, outcome.wrong[0])] : ["unseen", {}]),
  factor(outcome) {
    const rule = forgetfulRule(), wrong = new Set(outcome.wrong);
    if (!wrong.size) return [rule === null ? "unseen" : "unseen zero", {}];
    const forgot = (node) => parentsOf[node].findIndex((parent, position) => wrong.has(parent) && now.partials[node][position] !== 1);
    const node = innerNodes().find((one) => data.rules[nodes[one].use] === rule && forgot(one) >= 0), position = forgot(node);
    const names = { equation: equation(node), local: number(now.partials[node][position]) };
    return ["why", { ...fieldsOf(outcome, parentsOf[node][position]), ...names }];
  },
  stale(outcome) {
    const inside = innerNodes().filter((node) => node !== ROOT), wrong = new Set(outcome.wrong);
    if (!wrong.size) return [inside.length ? "unseen zero" : "unseen", {}];
    const once = RIGHT_ONCE();
    const inner = inside.find((node) => once[node] && !wrong.has(node) && parentsOf[node].some((parent) => wrong.has(parent)));
    const leaf = outcome.wrong.find((node) => nodes[node].use === null);
    const fields = { inner: nodes[inner].name, first: number(once[inner]), twice: number(outcome.gradients[inner]) };
    return [leaf === undefined ? "why inner" : "why", { ...fieldsOf(outcome, leaf ?? inner), ...fields }];
  },
};
