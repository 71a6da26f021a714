/* Written from autograd/rules.py by autograd/rows_in_c.py: do not edit. `pytest --regen tests/test_core.py` writes it. */
static inline double maximum(double x, double y) {
    return (x >= y || x != x) ? x : y;
}

static inline double minimum(double x, double y) {
    return (x <= y || x != x) ? x : y;
}

static inline double modulo(double x, double y) {
    double rest = fmod(x, y);
    if (rest == 0.0) return copysign(0.0, y);
    return (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}

static inline double floor_divide(double x, double y) {
    double rest = fmod(x, y), quotient = (x - rest) / y;
    if (y == 0.0) return x / y;
    if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) quotient -= 1.0;
    if (quotient == 0.0) return copysign(0.0, x / y);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

static inline void row_add(double x, double y, double *result, double *dx, double *dy) {
    const double z = x + y;
    *result = z;
    if (dx) *dx = 1.0;
    if (dy) *dy = 1.0;
}

static inline void row_sub(double x, double y, double *result, double *dx, double *dy) {
    const double z = x - y;
    *result = z;
    if (dx) *dx = 1.0;
    if (dy) *dy = -1.0;
}

static inline void row_mul(double x, double y, double *result, double *dx, double *dy) {
    const double z = x * y;
    *result = z;
    if (dx) *dx = y;
    if (dy) *dy = x;
}

static inline void row_div(double x, double y, double *result, double *dx, double *dy) {
    const double z = x / y;
    *result = z;
    if (dx) *dx = 1.0 / y;
    if (dy) *dy = -z / y;
}

static inline void row_neg(double x, double y, double *result, double *dx, double *dy) {
    const double z = -x;
    *result = z;
    if (dx) *dx = -1.0;
}

static inline void row_pow(double x, double y, double *result, double *dx, double *dy) {
    const double z = pow(x, y);
    *result = z;
    if (dx) *dx = ((y == 0.0) ? ((0.0 < x * x) ? y * pow(x, y - 1.0) : 0.0) : y * pow(x, y - 1.0));
    if (dy) *dy = ((x == 0.0) ? ((y < 0.0) ? -INFINITY : ((y == y) ? 0.0 : y)) : z * log(x));
}

static inline void row_square(double x, double y, double *result, double *dx, double *dy) {
    const double z = x * x;
    *result = z;
    if (dx) *dx = 2.0 * x;
}

static inline void row_reciprocal(double x, double y, double *result, double *dx, double *dy) {
    const double z = 1.0 / x;
    *result = z;
    if (dx) *dx = -z * z;
}

static inline void row_abs(double x, double y, double *result, double *dx, double *dy) {
    const double z = fabs(x);
    *result = z;
    if (dx) *dx = ((x < 0.0) ? -1.0 : ((0.0 < x) ? 1.0 : 0.0 * z));
}

static inline void row_maximum(double x, double y, double *result, double *dx, double *dy) {
    const double z = maximum(x, y);
    *result = z;
    if (dx) *dx = ((y < x) ? 1.0 : ((x == y) ? 0.5 : ((z == z) ? 0.0 : z)));
    if (dy) *dy = ((x < y) ? 1.0 : ((x == y) ? 0.5 : ((z == z) ? 0.0 : z)));
}

static inline void row_minimum(double x, double y, double *result, double *dx, double *dy) {
    const double z = minimum(x, y);
    *result = z;
    if (dx) *dx = ((x < y) ? 1.0 : ((x == y) ? 0.5 : ((z == z) ? 0.0 : z)));
    if (dy) *dy = ((y < x) ? 1.0 : ((x == y) ? 0.5 : ((z == z) ? 0.0 : z)));
}

static inline void row_exp(double x, double y, double *result, double *dx, double *dy) {
    const double z = exp(x);
    *result = z;
    if (dx) *dx = z;
}

static inline void row_log(double x, double y, double *result, double *dx, double *dy) {
    const double z = log(x);
    *result = z;
    if (dx) *dx = 1.0 / x;
}

static inline void row_sqrt(double x, double y, double *result, double *dx, double *dy) {
    const double z = sqrt(x);
    *result = z;
    if (dx) *dx = 0.5 / z;
}

static inline void row_expm1(double x, double y, double *result, double *dx, double *dy) {
    const double z = expm1(x);
    *result = z;
    if (dx) *dx = exp(x);
}

static inline void row_log1p(double x, double y, double *result, double *dx, double *dy) {
    const double z = log1p(x);
    *result = z;
    if (dx) *dx = 1.0 / (1.0 + x);
}

static inline void row_sin(double x, double y, double *result, double *dx, double *dy) {
    const double z = sin(x);
    *result = z;
    if (dx) *dx = cos(x);
}

static inline void row_cos(double x, double y, double *result, double *dx, double *dy) {
    const double z = cos(x);
    *result = z;
    if (dx) *dx = -sin(x);
}

static inline void row_tan(double x, double y, double *result, double *dx, double *dy) {
    const double z = tan(x);
    *result = z;
    if (dx) *dx = 1.0 + z * z;
}

static inline void row_asin(double x, double y, double *result, double *dx, double *dy) {
    const double z = asin(x);
    *result = z;
    if (dx) *dx = 1.0 / sqrt((1.0 - x) * (1.0 + x));
}

static inline void row_acos(double x, double y, double *result, double *dx, double *dy) {
    const double z = acos(x);
    *result = z;
    if (dx) *dx = -1.0 / sqrt((1.0 - x) * (1.0 + x));
}

static inline void row_atan(double x, double y, double *result, double *dx, double *dy) {
    const double z = atan(x);
    *result = z;
    if (dx) *dx = 1.0 / (1.0 + x * x);
}

static inline void row_sinh(double x, double y, double *result, double *dx, double *dy) {
    const double z = sinh(x);
    *result = z;
    if (dx) *dx = cosh(x);
}

static inline void row_cosh(double x, double y, double *result, double *dx, double *dy) {
    const double z = cosh(x);
    *result = z;
    if (dx) *dx = sinh(x);
}

static inline void row_tanh(double x, double y, double *result, double *dx, double *dy) {
    const double z = tanh(x);
    *result = z;
    if (dx) *dx = ((z * z < 0.5) ? 1.0 - z * z : exp(-2.0 * fabs(x)) * (1.0 + fabs(z)) * (1.0 + fabs(z)));
}

static inline void row_erf(double x, double y, double *result, double *dx, double *dy) {
    const double z = erf(x);
    *result = z;
    if (dx) *dx = 1.1283791670955126 * exp(-(x * x));
}

static inline void row_sigmoid(double x, double y, double *result, double *dx, double *dy) {
    const double z = exp(minimum(x, 0.0)) / (1.0 + exp(-fabs(x)));
    *result = z;
    if (dx) *dx = ((x < 1.0) ? z * (1.0 - z) : exp(-fabs(x)) * maximum(z, 1.0 - z) * maximum(z, 1.0 - z));
}

static inline void row_relu(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < 0.0) ? 0.0 : x);
    *result = z;
    if (dx) *dx = ((0.0 < x) ? 1.0 : 0.0 * z);
}

static inline void row_leaky_relu(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < 0.0) ? y * x : x);
    *result = z;
    if (dx) *dx = ((0.0 < x) ? 1.0 : ((x == x) ? y : x));
}

static inline void row_elu(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < 0.0) ? y * expm1(minimum(x, 0.0)) : x);
    *result = z;
    if (dx) *dx = ((0.0 < x) ? 1.0 : y * exp(((0.0 < x) ? 0.0 : x)));
}

static inline void row_gelu(double x, double y, double *result, double *dx, double *dy) {
    const double z = 0.5 * x * erfc(-x / 1.4142135623730951);
    *result = z;
    if (dx) *dx = 0.5 * erfc(-x / 1.4142135623730951) + x * exp(-0.5 * x * x) / 2.5066282746310002;
}

static inline void row_softplus(double x, double y, double *result, double *dx, double *dy) {
    const double z = maximum(x, 0.0) + log1p(exp(-fabs(y * x))) / y;
    *result = z;
    if (dx) *dx = -expm1(-y * z);
}

static inline void row_step(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < 0.0) ? 0.0 : ((x == x) ? 1.0 : x));
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_sign(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < 0.0) ? -1.0 : ((x == x) ? 1.0 : x));
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_log10(double x, double y, double *result, double *dx, double *dy) {
    const double z = log10(x);
    *result = z;
    if (dx) *dx = 1.0 / (2.302585092994046 * x);
}

static inline void row_log2(double x, double y, double *result, double *dx, double *dy) {
    const double z = log2(x);
    *result = z;
    if (dx) *dx = 1.0 / (0.6931471805599453 * x);
}

static inline void row_exp2(double x, double y, double *result, double *dx, double *dy) {
    const double z = pow(2.0, x);
    *result = z;
    if (dx) *dx = 0.6931471805599453 * z;
}

static inline void row_logaddexp(double x, double y, double *result, double *dx, double *dy) {
    const double z = maximum(x, y) + log1p(exp(-((fabs(x - y) == fabs(x - y)) ? fabs(x - y) : 0.0)));
    *result = z;
    if (dx) *dx = exp(x - ((z == -INFINITY) ? 0.0 : z));
    if (dy) *dy = exp(y - ((z == -INFINITY) ? 0.0 : z));
}

static inline void row_rsqrt(double x, double y, double *result, double *dx, double *dy) {
    const double z = 1.0 / sqrt(x);
    *result = z;
    if (dx) *dx = -0.5 * z / x;
}

static inline void row_cbrt(double x, double y, double *result, double *dx, double *dy) {
    const double z = cbrt(x);
    *result = z;
    if (dx) *dx = 1.0 / (3.0 * z * z);
}

static inline void row_acosh(double x, double y, double *result, double *dx, double *dy) {
    const double z = acosh(x);
    *result = z;
    if (dx) *dx = 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0));
}

static inline void row_atanh(double x, double y, double *result, double *dx, double *dy) {
    const double z = atanh(x);
    *result = z;
    if (dx) *dx = 1.0 / ((1.0 - x) * (1.0 + x));
}

static inline void row_deg2rad(double x, double y, double *result, double *dx, double *dy) {
    const double z = 0.017453292519943295 * x;
    *result = z;
    if (dx) *dx = 0.017453292519943295;
}

static inline void row_rad2deg(double x, double y, double *result, double *dx, double *dy) {
    const double z = 57.29577951308232 * x;
    *result = z;
    if (dx) *dx = 57.29577951308232;
}

static inline void row_erfc(double x, double y, double *result, double *dx, double *dy) {
    const double z = erfc(x);
    *result = z;
    if (dx) *dx = -1.1283791670955126 * exp(-(x * x));
}

static inline void row_logit(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((fabs(2.0 * x - 1.0) < 0.5) ? 2.0 * atanh(2.0 * x - 1.0) : log(x / (1.0 - x)));
    *result = z;
    if (dx) *dx = 1.0 / (x * (1.0 - x));
}

static inline void row_sinc(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x == 0.0) ? 1.0 : sin(3.141592653589793 * ((x == 0.0) ? 1.0 : x)) / (3.141592653589793 * ((x == 0.0) ? 1.0 : x)));
    *result = z;
    if (dx) *dx = ((3.141592653589793 * x * (3.141592653589793 * x) < 1.0) ? 9.869604401089358 * x * (((((((((3.9145882126782523e-19 * (3.141592653589793 * x * (3.141592653589793 * x)) + (-1.4797143443923793e-16)) * (3.141592653589793 * x * (3.141592653589793 * x)) + 4.498331606952833e-14) * (3.141592653589793 * x * (3.141592653589793 * x)) + (-1.0706029224547743e-11)) * (3.141592653589793 * x * (3.141592653589793 * x)) + 1.9270852604185937e-09) * (3.141592653589793 * x * (3.141592653589793 * x)) + (-2.505210838544172e-07)) * (3.141592653589793 * x * (3.141592653589793 * x)) + 2.2045855379188714e-05) * (3.141592653589793 * x * (3.141592653589793 * x)) + (-0.0011904761904761906)) * (3.141592653589793 * x * (3.141592653589793 * x)) + 0.03333333333333333) * (3.141592653589793 * x * (3.141592653589793 * x)) + (-0.3333333333333333)) : (cos(3.141592653589793 * x) - z) / ((x == 0.0) ? 1.0 : x));
}

static inline void row_floor(double x, double y, double *result, double *dx, double *dy) {
    const double z = floor(x);
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_ceil(double x, double y, double *result, double *dx, double *dy) {
    const double z = ceil(x);
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_trunc(double x, double y, double *result, double *dx, double *dy) {
    const double z = trunc(x);
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_round(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((fabs(x) < 4503599627370496.0) ? rint(x * pow(10.0, y)) / pow(10.0, y) : x);
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_mod(double x, double y, double *result, double *dx, double *dy) {
    const double z = modulo(x, y);
    *result = z;
    if (dx) *dx = 1.0;
    if (dy) *dy = -floor_divide(x, y);
}

static inline void row_floordiv(double x, double y, double *result, double *dx, double *dy) {
    const double z = floor_divide(x, y);
    *result = z;
    if (dx) *dx = 0.0;
    if (dy) *dy = 0.0;
}

static inline void row_detach(double x, double y, double *result, double *dx, double *dy) {
    const double z = x;
    *result = z;
    if (dx) *dx = 0.0;
}

static inline void row_silu(double x, double y, double *result, double *dx, double *dy) {
    const double z = x * (exp(minimum(x, 0.0)) / (1.0 + exp(-fabs(x))));
    *result = z;
    if (dx) *dx = exp(minimum(x, 0.0)) / (1.0 + exp(-fabs(x))) * (1.0 + x * (exp(minimum(-x, 0.0)) / (1.0 + exp(-fabs(-x)))));
}

static inline void row_mish(double x, double y, double *result, double *dx, double *dy) {
    const double z = x * tanh(maximum(x, 0.0) + log1p(exp(-fabs(1.0 * x))) / 1.0);
    *result = z;
    if (dx) *dx = tanh(maximum(x, 0.0) + log1p(exp(-fabs(1.0 * x))) / 1.0) + x * (exp(minimum(x, 0.0)) / (1.0 + exp(-fabs(x)))) * (1.0 - tanh(maximum(x, 0.0) + log1p(exp(-fabs(1.0 * x))) / 1.0) * tanh(maximum(x, 0.0) + log1p(exp(-fabs(1.0 * x))) / 1.0));
}

static inline void row_selu(double x, double y, double *result, double *dx, double *dy) {
    const double z = 1.0507009873554805 * ((0.0 < x) ? x : 1.6732632423543772 * expm1(((0.0 < x) ? 0.0 : x)));
    *result = z;
    if (dx) *dx = 1.0507009873554805 * ((0.0 < x) ? 1.0 : 1.6732632423543772 * exp(((0.0 < x) ? 0.0 : x)));
}

static inline void row_softsign(double x, double y, double *result, double *dx, double *dy) {
    const double z = x / (1.0 + fabs(x));
    *result = z;
    if (dx) *dx = 1.0 / ((1.0 + fabs(x)) * (1.0 + fabs(x)));
}

static inline void row_relu6(double x, double y, double *result, double *dx, double *dy) {
    const double z = minimum(maximum(x, 0.0), 6.0);
    *result = z;
    if (dx) *dx = ((0.0 < x) ? ((x < 6.0) ? 1.0 : ((x == x) ? 0.0 : x)) : ((x == x) ? 0.0 : x));
}

static inline void row_hardsigmoid(double x, double y, double *result, double *dx, double *dy) {
    const double z = minimum(maximum(x + 3.0, 0.0), 6.0) / 6.0;
    *result = z;
    if (dx) *dx = ((-3.0 < x) ? ((x < 3.0) ? 0.16666666666666666 : ((x == x) ? 0.0 : x)) : ((x == x) ? 0.0 : x));
}

static inline void row_hardswish(double x, double y, double *result, double *dx, double *dy) {
    const double z = ((x < -3.0) ? 0.0 : ((3.0 < x) ? x : x * ((x + 3.0) / 6.0)));
    *result = z;
    if (dx) *dx = ((-3.0 < x) ? ((x < 3.0) ? x / 3.0 + 0.5 : ((x == x) ? 1.0 : x)) : ((x == x) ? 0.0 : x));
}

static inline void row_logsigmoid(double x, double y, double *result, double *dx, double *dy) {
    const double z = minimum(x, 0.0) - log1p(exp(-fabs(x)));
    *result = z;
    if (dx) *dx = -expm1(z);
}

enum { ROW_add, ROW_sub, ROW_mul, ROW_div, ROW_neg, ROW_pow, ROW_square, ROW_reciprocal, ROW_abs, ROW_maximum, ROW_minimum, ROW_exp, ROW_log, ROW_sqrt, ROW_expm1, ROW_log1p, ROW_sin, ROW_cos, ROW_tan, ROW_asin, ROW_acos, ROW_atan, ROW_sinh, ROW_cosh, ROW_tanh, ROW_erf, ROW_sigmoid, ROW_relu, ROW_leaky_relu, ROW_elu, ROW_gelu, ROW_softplus, ROW_step, ROW_sign, ROW_log10, ROW_log2, ROW_exp2, ROW_logaddexp, ROW_rsqrt, ROW_cbrt, ROW_acosh, ROW_atanh, ROW_deg2rad, ROW_rad2deg, ROW_erfc, ROW_logit, ROW_sinc, ROW_floor, ROW_ceil, ROW_trunc, ROW_round, ROW_mod, ROW_floordiv, ROW_detach, ROW_silu, ROW_mish, ROW_selu, ROW_softsign, ROW_relu6, ROW_hardsigmoid, ROW_hardswish, ROW_logsigmoid };

static const Row ROWS[] = {
    {"add", 2, 0, row_add},
    {"sub", 2, 0, row_sub},
    {"mul", 2, 0, row_mul},
    {"div", 2, 0, row_div},
    {"neg", 1, 0, row_neg},
    {"pow", 2, 0, row_pow},
    {"square", 1, 0, row_square},
    {"reciprocal", 1, 0, row_reciprocal},
    {"abs", 1, 0, row_abs},
    {"maximum", 2, 0, row_maximum},
    {"minimum", 2, 0, row_minimum},
    {"exp", 1, 0, row_exp},
    {"log", 1, 0, row_log},
    {"sqrt", 1, 0, row_sqrt},
    {"expm1", 1, 0, row_expm1},
    {"log1p", 1, 0, row_log1p},
    {"sin", 1, 0, row_sin},
    {"cos", 1, 0, row_cos},
    {"tan", 1, 0, row_tan},
    {"asin", 1, 0, row_asin},
    {"acos", 1, 0, row_acos},
    {"atan", 1, 0, row_atan},
    {"sinh", 1, 0, row_sinh},
    {"cosh", 1, 0, row_cosh},
    {"tanh", 1, 0, row_tanh},
    {"erf", 1, 0, row_erf},
    {"sigmoid", 1, 0, row_sigmoid},
    {"relu", 1, 0, row_relu},
    {"leaky_relu", 1, 1, row_leaky_relu},
    {"elu", 1, 1, row_elu},
    {"gelu", 1, 0, row_gelu},
    {"softplus", 1, 1, row_softplus},
    {"step", 1, 0, row_step},
    {"sign", 1, 0, row_sign},
    {"log10", 1, 0, row_log10},
    {"log2", 1, 0, row_log2},
    {"exp2", 1, 0, row_exp2},
    {"logaddexp", 2, 0, row_logaddexp},
    {"rsqrt", 1, 0, row_rsqrt},
    {"cbrt", 1, 0, row_cbrt},
    {"acosh", 1, 0, row_acosh},
    {"atanh", 1, 0, row_atanh},
    {"deg2rad", 1, 0, row_deg2rad},
    {"rad2deg", 1, 0, row_rad2deg},
    {"erfc", 1, 0, row_erfc},
    {"logit", 1, 0, row_logit},
    {"sinc", 1, 0, row_sinc},
    {"floor", 1, 0, row_floor},
    {"ceil", 1, 0, row_ceil},
    {"trunc", 1, 0, row_trunc},
    {"round", 1, 1, row_round},
    {"mod", 2, 0, row_mod},
    {"floordiv", 2, 0, row_floordiv},
    {"detach", 1, 0, row_detach},
    {"silu", 1, 0, row_silu},
    {"mish", 1, 0, row_mish},
    {"selu", 1, 0, row_selu},
    {"softsign", 1, 0, row_softsign},
    {"relu6", 1, 0, row_relu6},
    {"hardsigmoid", 1, 0, row_hardsigmoid},
    {"hardswish", 1, 0, row_hardswish},
    {"logsigmoid", 1, 0, row_logsigmoid},
};

#define OPERATORS(UNARY, BINARY, TERNARY) BINARY(add, nb_add) BINARY(sub, nb_subtract) BINARY(mul, nb_multiply) BINARY(div, nb_true_divide) BINARY(floordiv, nb_floor_divide) BINARY(mod, nb_remainder) TERNARY(pow, nb_power) UNARY(neg, nb_negative) UNARY(abs, nb_absolute)
