// Training: what autograd.nn.fit does with engine="compiled", update by update. Nothing here touches the page, and no
// formula stands here: programs, penalties and optimisers are printed by Python.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

/** Numbers that travel as the bytes of float64, little-endian, in base64. */
function numbersOf(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float64Array(bytes.buffer);
}

const TABLE = numbersOf(data.table), SAMPLES = data.samples, WIDTH = TABLE.length / SAMPLES;
const ROW = Array.from({ length: SAMPLES }, (_, i) => TABLE.subarray(i * WIDTH, (i + 1) * WIDTH));
const targetsOf = (i) => ROW[i].subarray(data.features);

/** A program with its tables: F and V for numbers, DF and DV for their gradients. */
class Machine {
  constructor(program) {
    this.program = program;
    [this.F, this.DF] = [new Float64Array(program.fixed), new Float64Array(program.fixed)];
    [this.V, this.DV] = [new Float64Array(program.varying), new Float64Array(program.varying)];
    this.F.set(program.constants, program.parameters);
    [this.varies, this.root] = program.outputs[0];
  }

  /** Take these parameters, and forget all gradients. */
  load(parameters) {
    this.F.set(parameters);
    this.DF.fill(0);
    this.program.prepare(this.F);
  }

  output(k) {
    const [varies, slot] = this.program.outputs[k];
    return varies ? this.V[slot] : this.F[slot];
  }

  /** Compute a sample: inputs, then targets where they matter. */
  forward(row) {
    this.V.set(row);
    this.program.forward(this.F, this.V);
    return this.output(0);
  }

  /** Add `weight` times the gradients of the loss of the sample that was computed last. */
  backward(weight) {
    this.DV.fill(0);
    (this.varies ? this.DV : this.DF)[this.root] += weight;
    this.program.backward(this.F, this.V, this.DF, this.DV);
  }

  /** The gradient of the parameters: a view. */
  gradient() {
    this.program.finish(this.F, this.DF);
    return this.DF.subarray(0, this.program.parameters);
  }
}

const machines = PROGRAMS.map((program) => new Machine(program));
const penalties = PENALTIES.map((program) => program && new Machine(program));

/** How the training goes: `choices` are what the reader has chosen, `run` is what came of it so far. */
const choices = { ...data.choices };
let run = null;

const machine = () => machines[choices.activation];

/** Start anew, from the weights of the chosen start and the first sample of the chosen seed's order. */
function restart() {
  const start = data.starts[choices.start].weights[choices.seed] ?? data.starts[choices.start].weights[0];
  const x = start === null ? new Float64Array(data.parameters) : numbersOf(start), state = {};
  for (const [name, number] of Object.entries(data.optimisers[choices.optimiser].state)) {
    state[name] = new Float64Array(x.length).fill(number);
  }
  run = {
    x, state, gradient: null, steps: 0, epoch: 0, order: null, at: 0, losses: 0, right: 0, batchLoss: null,
    loss: [], accuracy: [], stopped: "", chance: new Generator(data.generators[choices.seed]), before: new Float64Array(x.length),
  };
}

/** Whether the answer that was computed last is right; null where there is no right and wrong. */
function isRight(computed, i) {
  const { kind, threshold, low, high, accuracy } = data.answer, wanted = targetsOf(i);
  if (!accuracy) return null;
  if (kind === "two") return computed.output(1) > threshold === wanted[0] > (low + high) / 2;
  const answers = Array.from({ length: data.answers }, (_, k) => computed.output(1 + k));
  return answers.indexOf(Math.max(...answers)) === wanted.indexOf(Math.max(...wanted));
}

const size = () => ({ standard: 1, accumulated: SAMPLES })[choices.batch] ?? Math.min(choices.size, SAMPLES);

/** One update: the gradient of the mean loss of a batch, plus the penalty's, and a step of the optimiser. */
function update() {
  if (run.stopped) return;
  if (run.order === null) {
    run.order = choices.batch === "accumulated" ? Int32Array.from(ROW.keys()) : run.chance.permutation(SAMPLES);
    run.at = 0;
    run.losses = run.right = 0;
  }
  const batch = run.order.subarray(run.at, run.at + size()), computed = machine();
  computed.load(run.x);
  let loss = 0;
  for (const i of batch) {
    loss += computed.forward(ROW[i]);
    computed.backward(1 / batch.length);
    run.right += isRight(computed, i);
  }
  const gradient = Float64Array.from(computed.gradient());
  const objective = loss / batch.length + addPenalty(gradient);
  if (!Number.isFinite(objective) || !gradient.every(Number.isFinite)) {
    run.stopped = "diverged";
    return;
  }
  run.gradient = gradient;
  run.before.set(run.x);
  run.steps += 1;
  const step = OPTIMISERS[choices.optimiser][run.steps === 1 ? "first" : "later"];
  step(run.x, gradient, run.state, choices.lr, run.steps);
  if (!run.x.every(Number.isFinite)) { // the parameters of the last complete update are kept
    run.x.set(run.before);
    run.stopped = "diverged";
    return;
  }
  run.batchLoss = objective;
  run.losses += loss;
  run.at += batch.length;
  if (run.at >= SAMPLES) endEpoch();
}

function endEpoch() {
  run.epoch += 1;
  run.order = null;
  run.loss.push(run.losses / SAMPLES);
  if (data.answer.accuracy) run.accuracy.push(run.right / SAMPLES);
}

/** Updates until the epoch is over. */
function wholeEpoch() {
  const goal = run.epoch + 1;
  while (run.epoch < goal && !run.stopped) update();
}

/** Add the gradient of the chosen penalty; its value. */
function addPenalty(gradient) {
  const computed = penalties[choices.penalty];
  if (!computed) return 0;
  computed.load(run.x);
  const value = computed.forward([choices.rate]);
  computed.backward(1);
  computed.gradient().forEach((slope, i) => { gradient[i] += slope; });
  return value;
}

/** Loss, answers and all gradients of one sample at these parameters, left in the machine's tables. */
function look(row, parameters = run.x) {
  const computed = machine();
  computed.load(parameters);
  const loss = computed.forward(row);
  computed.backward(1);
  computed.gradient();
  return { loss, computed };
}

restart();
