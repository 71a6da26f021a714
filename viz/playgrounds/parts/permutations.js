// In which order samples are met: NumPy's default generator, so that page and Python shuffle alike, to the last sample.
// PCG64 (O'Neill 2014, XSL RR 128/64), and the shuffle of NumPy's Generator.permutation.
"use strict";

const WORD = (1n << 64n) - 1n, STATE = (1n << 128n) - 1n, FACTOR = 0x2360ed051fc65da44385df649fccf645n;

class Generator {
  /** From the state of a bit generator of NumPy as hexadecimal digits. */
  constructor({ state, increment }) {
    this.state = BigInt(`0x${state}`);
    this.increment = BigInt(`0x${increment}`);
    this.spare = null; // the upper half of a word whose lower half is used
  }

  word() {
    this.state = (this.state * FACTOR + this.increment) & STATE;
    const high = this.state >> 64n, mixed = (high ^ this.state) & WORD, turn = high >> 58n;
    return ((mixed >> turn) | (mixed << ((64n - turn) & 63n))) & WORD;
  }

  half() {
    if (this.spare !== null) {
      const half = this.spare;
      this.spare = null;
      return half;
    }
    const word = this.word();
    this.spare = Number(word >> 32n);
    return Number(word & 0xffffffffn);
  }

  /** A whole number from 0 to `most`, below 2³¹: as many bits as it has, drawn again where they are too large. */
  upTo(most) {
    const bits = most === 0 ? 0 : 2 ** (32 - Math.clz32(most)) - 1;
    let number = most === 0 ? 0 : this.half() & bits;
    while (number > most) number = this.half() & bits;
    return number;
  }

  permutation(n) {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
