/* microgpt's training step by hand, in C99 and float64: what a program that was recorded is measured against.

   The network and its order of weights are those of examples/plain_gpt.py: one block, 16 wide, 4 heads, 16 positions,
   without biases. All positions of a name go through a layer together, and every gradient is the formula beside it.
   No library but libm; nothing here knows of a computation graph.

       x0 = tokens[text] + positions     x1 = norm(x0)       n1 = norm(x1)
       q, k, v = Q n1, K n1, V n1        s = q.k / sqrt(4)   a = softmax(s)    f = sum of a v
       x2 = O f + x1     n2 = norm(x2)   h = relu(U n2)      x3 = D h + x2
       z = H x3          loss = mean of log(sum of exp(z)) - z[next]                                                    */

#include <math.h>
#include <string.h>

enum { WIDTH = 16, HEADS = 4, SIZE = WIDTH / HEADS, HIDDEN = 4 * WIDTH, POSITIONS = 16, MOST = 128 };

typedef double Row[WIDTH];

/* --- pieces, each with its reverse --- */

/* a.b in four sums, so that a processor with vectors need not wait for one */
static inline double dot(int size, const double *restrict a, const double *restrict b)
{
    double s[4] = {0.0, 0.0, 0.0, 0.0};
    for (int i = 0; i < size; i += 4)
        for (int j = 0; j < 4; j++)
            s[j] += a[i + j] * b[i + j];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

/* y += c x */
static inline void add(int size, double c, const double *restrict x, double *restrict y)
{
    for (int i = 0; i < size; i++)
        y[i] += c * x[i];
}

/* y = W x */
static inline void times(int rows, int columns, const double *W, const double *x, double *y)
{
    for (int r = 0; r < rows; r++)
        y[r] = dot(columns, W + r * columns, x);
}

/* dW += dy x', dx += W' dy */
static inline void times_back(int rows, int columns, const double *W, const double *x, const double *dy, double *dW,
                              double *dx)
{
    for (int r = 0; r < rows; r++) {
        add(columns, dy[r], x, dW + r * columns);
        add(columns, dy[r], W + r * columns, dx);
    }
}

/* y = s x with s = (x.x / 16 + 1e-5)^(-1/2), which is returned */
static inline double norm(const double *x, double *y)
{
    double s = 1.0 / sqrt(dot(WIDTH, x, x) / WIDTH + 1e-5);
    for (int i = 0; i < WIDTH; i++)
        y[i] = s * x[i];
    return s;
}

/* dx += s dy - x s^3 (dy.x) / 16 */
static inline void norm_back(const double *x, double s, const double *dy, double *dx)
{
    double c = s * s * s * dot(WIDTH, dy, x) / WIDTH;
    for (int i = 0; i < WIDTH; i++)
        dx[i] += s * dy[i] - c * x[i];
}

/* x = exp(x) / sum of exp(x); the logarithm of the sum is returned */
static inline double softmax(int size, double *x)
{
    double largest = x[0], sum = 0.0;
    for (int i = 1; i < size; i++)
        if (x[i] > largest)
            largest = x[i];
    for (int i = 0; i < size; i++)
        sum += x[i] = exp(x[i] - largest);
    for (int i = 0; i < size; i++)
        x[i] /= sum;
    return largest + log(sum);
}

/* --- the network --- */

/* The loss of a name of `length` tokens, the mark at both ends among them, and its gradient by all weights. */
double gradient(const double *weights, int vocabulary, const int *text, int length, double *slopes)
{
    static Row x0[POSITIONS], x1[POSITIONS], n1[POSITIONS], q[POSITIONS], k[POSITIONS], v[POSITIONS], f[POSITIONS],
        x2[POSITIONS], n2[POSITIONS], x3[POSITIONS], dx2[POSITIONS], dk[POSITIONS], dv[POSITIONS], dx1[POSITIONS],
        dq[POSITIONS];
    static double h[POSITIONS][HIDDEN], z[MOST], a[POSITIONS][HEADS][POSITIONS];
    double s0[POSITIONS], s1[POSITIONS], s2[POSITIONS];
    const int n = length - 1 < POSITIONS ? length - 1 : POSITIONS, square = WIDTH * WIDTH;
    const int places[] = {0, vocabulary * WIDTH, vocabulary * WIDTH + POSITIONS * WIDTH}; /* tokens, positions, head */
    const int block = places[2] + vocabulary * WIDTH;
    const double *H = weights + places[2], *Q = weights + block, *K = Q + square, *V = K + square, *O = V + square;
    const double *U = O + square, *D = U + HIDDEN * WIDTH;
    double *dH = slopes + places[2], *dQ = slopes + block, *dK = dQ + square, *dV = dK + square, *dO = dV + square;
    double *dU = dO + square, *dD = dU + HIDDEN * WIDTH;
    double loss = 0.0;

    memset(slopes, 0, sizeof(double) * (size_t)(block + 4 * square + 2 * HIDDEN * WIDTH));
    memset(dk, 0, sizeof dk), memset(dv, 0, sizeof dv), memset(dx1, 0, sizeof dx1);

    for (int t = 0; t < n; t++) {
        for (int i = 0; i < WIDTH; i++)
            x0[t][i] = weights[text[t] * WIDTH + i] + weights[places[1] + t * WIDTH + i];
        s0[t] = norm(x0[t], x1[t]);
        s1[t] = norm(x1[t], n1[t]);
        times(WIDTH, WIDTH, Q, n1[t], q[t]);
        times(WIDTH, WIDTH, K, n1[t], k[t]);
        times(WIDTH, WIDTH, V, n1[t], v[t]);
        memset(f[t], 0, sizeof f[t]);
        for (int e = 0, i = 0; e < HEADS; e++, i += SIZE) {
            for (int u = 0; u <= t; u++)
                a[t][e][u] = dot(SIZE, q[t] + i, k[u] + i) * 0.5;
            softmax(t + 1, a[t][e]);
            for (int u = 0; u <= t; u++)
                add(SIZE, a[t][e][u], v[u] + i, f[t] + i);
        }
        times(WIDTH, WIDTH, O, f[t], x2[t]);
        add(WIDTH, 1.0, x1[t], x2[t]);
        s2[t] = norm(x2[t], n2[t]);
        times(HIDDEN, WIDTH, U, n2[t], h[t]);
        for (int i = 0; i < HIDDEN; i++)
            h[t][i] = h[t][i] > 0.0 ? h[t][i] : 0.0;
        times(WIDTH, HIDDEN, D, h[t], x3[t]);
        add(WIDTH, 1.0, x2[t], x3[t]);
    }

    /* From the loss back to x2, position by position: nothing there looks at another one. */
    for (int t = 0; t < n; t++) {
        double dh[HIDDEN] = {0.0}, dn[WIDTH] = {0.0}, dx3[WIDTH] = {0.0}, right;
        times(vocabulary, WIDTH, H, x3[t], z);
        right = z[text[t + 1]];
        loss += softmax(vocabulary, z) - right;
        z[text[t + 1]] -= 1.0;
        for (int i = 0; i < vocabulary; i++)
            z[i] /= n;
        times_back(vocabulary, WIDTH, H, x3[t], z, dH, dx3);
        times_back(WIDTH, HIDDEN, D, h[t], dx3, dD, dh);
        for (int i = 0; i < HIDDEN; i++)
            dh[i] = h[t][i] > 0.0 ? dh[i] : 0.0;
        times_back(HIDDEN, WIDTH, U, n2[t], dh, dU, dn);
        memcpy(dx2[t], dx3, sizeof dx3);
        norm_back(x2[t], s2[t], dn, dx2[t]);
    }

    /* Attention: a position sends its gradient to the keys and values of those before it. */
    for (int t = 0; t < n; t++) {
        double df[WIDTH] = {0.0};
        memset(dq[t], 0, sizeof dq[t]);
        add(WIDTH, 1.0, dx2[t], dx1[t]);
        times_back(WIDTH, WIDTH, O, f[t], dx2[t], dO, df);
        for (int e = 0, i = 0; e < HEADS; e++, i += SIZE) {
            double da[POSITIONS], mean = 0.0;
            for (int u = 0; u <= t; u++) {
                da[u] = dot(SIZE, df + i, v[u] + i);
                mean += a[t][e][u] * da[u];
                add(SIZE, a[t][e][u], df + i, dv[u] + i);
            }
            for (int u = 0; u <= t; u++) {
                double ds = a[t][e][u] * (da[u] - mean) * 0.5;
                add(SIZE, ds, k[u] + i, dq[t] + i);
                add(SIZE, ds, q[t] + i, dk[u] + i);
            }
        }
    }

    for (int t = 0; t < n; t++) {
        double dn[WIDTH] = {0.0}, dx0[WIDTH] = {0.0};
        times_back(WIDTH, WIDTH, Q, n1[t], dq[t], dQ, dn);
        times_back(WIDTH, WIDTH, K, n1[t], dk[t], dK, dn);
        times_back(WIDTH, WIDTH, V, n1[t], dv[t], dV, dn);
        norm_back(x1[t], s1[t], dn, dx1[t]);
        norm_back(x0[t], s0[t], dx1[t], dx0);
        add(WIDTH, 1.0, dx0, slopes + text[t] * WIDTH);
        add(WIDTH, 1.0, dx0, slopes + places[1] + t * WIDTH);
    }
    return loss / n;
}

/* --- training --- */

/* Steps first to last - 1 of `steps`, one name each: Adam, with a rate that falls from 0.01 to 0 in a line.

   Text number i is texts[ends[i]] to texts[ends[i + 1] - 1]; means, squares and slopes are as long as the weights. */
void train(double *restrict weights, double *restrict means, double *restrict squares, double *restrict slopes,
           int count, int vocabulary, const int *texts, const int *ends, int names, int first, int last, int steps,
           double *losses)
{
    for (int step = first; step < last; step++) {
        const int name = step % names;
        const double rate = 0.01 * (1.0 - (double)step / steps);
        const double c1 = 1.0 - pow(0.85, step + 1), c2 = 1.0 - pow(0.99, step + 1);
        losses[step - first] = gradient(weights, vocabulary, texts + ends[name], ends[name + 1] - ends[name], slopes);
        for (int i = 0; i < count; i++) {
            means[i] = 0.85 * means[i] + (1.0 - 0.85) * slopes[i];
            squares[i] = 0.99 * squares[i] + (1.0 - 0.99) * slopes[i] * slopes[i];
            weights[i] -= rate * (means[i] / c1) / (sqrt(squares[i] / c2) + 1e-8);
        }
    }
}

/* `gradient` again and again, for a clock that is outside. */
double repeated(int times_over, const double *weights, int vocabulary, const int *text, int length, double *slopes)
{
    double loss = 0.0;
    for (int i = 0; i < times_over; i++)
        loss = gradient(weights, vocabulary, text, length, slopes);
    return loss;
}
