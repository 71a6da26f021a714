// The mathematics that rules are read in: JavaScript's Math, with what it lacks or does differently from C.
// Also the numbers as a lecturer writes them. Nothing here knows the page.
"use strict";

const m = Object.create(Math);

// C has 1 for 1^nan and (-1)^inf; JavaScript has nan.
m.pow = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y));
// A nan on either side wins, and of two equal numbers the first: as in autograd.readings.
m.maximum = (x, y) => (x >= y || x !== x ? x : y);
m.minimum = (x, y) => (x <= y || x !== x ? x : y);

// To the nearest whole number, ties to the even one.
m.round = (x) => {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
};

// Python's remainder and quotient: JavaScript's % has the sign of the dividend.
m.mod = (x, y) => {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
};
m.floordiv = (x, y) => {
  if (y === 0) return x / y;
  const rest = x % y;
  const quotient = (x - rest) / y - (rest !== 0 && rest < 0 !== y < 0 ? 1 : 0);
  const low = Math.floor(quotient);
  return quotient - low > 0.5 ? low + 1 : low;
};

// The error function and 1 - erf, to one unit in the last place, after s_erf.c of fdlibm:
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
// business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
// is preserved.
[m.erf, m.erfc] = (() => {
  const small = [
    [1.28379167095512558561e-1, -3.25042107247001499370e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
      -2.37630166566501626084e-5],
    [1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
      -3.96022827877536812320e-6],
  ];
  const middle = [
    [-2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
      -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.16637559486879084300e-3],
    [1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
      1.36370839120290507362e-2, 1.19844998467991074170e-2],
  ];
  const large = [
    [-9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
      -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592],
    [1, 1.96512716674392571292e1, 1.37657754143519042600e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
      4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2],
  ];
  const largest = [
    [-9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
      -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2],
    [1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
      2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1],
  ];
  const ratio = (table, x) => {
    const [top, bottom] = table.map((row) => row.reduceRight((sum, c) => sum * x + c, 0));
    return top / bottom;
  };
  const one = 8.45062911510467529297e-1; // about erf(1)
  const beyond = (size) => {
    // 1 - erf(size), for size >= 1.25
    const upper = Math.fround(size); // its square is exact, which keeps exp(-x²) exact
    const rest = ratio(size < 1 / 0.35 ? large : largest, 1 / (size * size));
    return (Math.exp(-upper * upper - 0.5625) * Math.exp((upper - size) * (upper + size) + rest)) / size;
  };
  const erf = (x) => {
    const size = Math.abs(x);
    if (!(size >= 0.84375)) return x + x * ratio(small, x * x); // nan comes here, too
    if (size >= 6) return Math.sign(x);
    if (size < 1.25) return Math.sign(x) * (one + ratio(middle, size - 1));
    return Math.sign(x) * (1 - beyond(size));
  };
  const erfc = (x) => {
    const size = Math.abs(x);
    if (!(size >= 0.84375)) {
      const rest = x * ratio(small, x * x);
      return x < 0.25 || x !== x ? 1 - (x + rest) : 0.5 - (rest + (x - 0.5));
    }
    if (size < 1.25) return x > 0 ? 1 - one - ratio(middle, size - 1) : 1 + (one + ratio(middle, size - 1));
    if (x <= -6) return 2;
    if (x >= 28) return 0;
    return x > 0 ? beyond(size) : 2 - beyond(size);
  };
  return [erf, erfc];
})();

/** `digits` significant digits as autograd.dialects.pretty_number writes them: 3, 0.5, 1e-7, −2. */
function pretty(x, digits) {
  if (x !== x) return "nan";
  if (Math.abs(x) === Infinity) return x > 0 ? "∞" : "−∞";
  if (Number.isInteger(x) && Math.abs(x) < 1e6 && Math.abs(x) < 10 ** (digits + 2)) return minus(String(x));
  const [mantissa, power] = rounded(x, digits).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return minus(`${trimmed(mantissa)}e${exponent}`);
  const [sign, figures] = mantissa[0] === "-" ? ["−", mantissa.slice(1)] : ["", mantissa];
  const all = figures.replace(".", "");
  if (exponent < 0) return sign + trimmed(`0.${"0".repeat(-exponent - 1)}${all}`);
  return sign + trimmed(`${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`);
}

/** `x.toExponential`, but a tie goes to the even digit, as in Python: 1234.5 is 1.234e3. */
function rounded(x, digits) {
  const up = x.toExponential(digits - 1);
  const [exact] = x.toExponential(60).split("e"); // JavaScript's digits are exact
  const tie = exact.replace(/[-.]/g, "").slice(digits).replace(/0+$/, "") === "5";
  if (!tie || "02468".includes(up.split("e")[0].slice(-1))) return up;
  const cut = exact.replace("-", "").slice(0, digits + (digits > 1 ? 1 : 0));
  return `${x < 0 ? "-" : ""}${cut}e${x.toExponential(60).split("e")[1]}`;
}

const minus = (text) => text.replace(/^-/, "−");
const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
