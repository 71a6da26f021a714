/* microgpt trains by itself: what `program.export("microgpt.c")` wrote, Adam, and nothing but C's own library.

   microgpt.c has the loss of a name with its gradient, and the weights to begin with.

   Input, numbers as text: how many steps, of a run of how many; how many names; for each name a row of X.
   Output: the loss of each step, one name after another.

   cc -std=c99 -O2 microgpt_main.c microgpt.c -lm && ./a.out < microgpt.txt                                             */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "microgpt.h"

enum { WEIGHTS = MICROGPT_PARAMETERS, COLUMNS = MICROGPT_INPUTS };

static double weights[WEIGHTS], gradient[WEIGHTS], means[WEIGHTS], squares[WEIGHTS], work[MICROGPT_WORK + 1];

static double number(void)
{
    double x;
    if (scanf("%lf", &x) != 1) {
        fprintf(stderr, "microgpt: a number is missing\n");
        exit(1);
    }
    return x;
}

/* One step of Adam; the first one is number 1. */
static void adam(int step, double rate)
{
    for (int i = 0; i < WEIGHTS; i++) {
        means[i] = 0.85 * means[i] + 0.15 * gradient[i];
        squares[i] = 0.99 * squares[i] + 0.01 * gradient[i] * gradient[i];
        double mean = means[i] / (1 - pow(0.85, step)), square = squares[i] / (1 - pow(0.99, step));
        weights[i] -= rate * mean / (sqrt(square) + 1e-8);
    }
}

int main(void)
{
    int steps = (int)number(), of = (int)number(), names = (int)number();
    double *rows = malloc(sizeof(double) * COLUMNS * (size_t)names);
    if (!rows)
        return 1;
    for (int i = 0; i < names * COLUMNS; i++)
        rows[i] = number();
    memcpy(weights, microgpt_parameters, sizeof weights);

    for (int step = 0; step < steps; step++) {
        double loss = microgpt(weights, rows + step % names * COLUMNS, 1, gradient, NULL, work);
        adam(step + 1, 0.01 * (1 - (double)step / of));
        printf("%.17g\n", loss);
    }
    free(rows);
    return 0;
}
