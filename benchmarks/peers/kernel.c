/* The limit to measure against: a tanh network with one logit, trained by hand-written loops.

   Arrays are feature-major, (units, samples); a layer is a matrix (units, inputs + 1) whose last column
   is the bias; all of them lie one after another in theta. Everything is float32. Samples are taken in
   blocks that stay in the processor's first cache. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 400 };

/* tanh(x) = (e - 1) / (e + 1) with e = exp(2x) = 2^k exp(r): a polynomial of r, k put into the exponent.
   Unlike tanhf it turns into vector instructions with every compiler. Near 0 it is off by 1e-7. */
static inline float bend(float x)
{
    float y = 2.88539008f * fminf(fmaxf(x, -9.0f), 9.0f);
    float k = floorf(y + 0.5f), r = y - k;
    float e = 1.0f + r * (0.693147181f + r * (0.240226507f + r * (0.0555041087f
            + r * (0.00961812911f + r * (0.00133335581f + r * 0.000154035304f)))));
    union { int bits; float value; } power = { ((int)k + 127) << 23 };
    e *= power.value;
    return 1.0f - 2.0f / (e + 1.0f);
}

/* out[s] += sum over i of weights[i * step] * rows[i * stride + s], four rows at a time, so that out is
   read and written a quarter as often. */
static void blend(const float *weights, int step, const float *restrict rows, int stride, int count,
                  float *restrict out, int n)
{
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        const float *r = rows + i * stride, *w = weights + i * step;
        float w0 = w[0], w1 = w[step], w2 = w[2 * step], w3 = w[3 * step];
        for (int s = 0; s < n; s++)
            out[s] += w0 * r[s] + w1 * r[stride + s] + w2 * r[2 * stride + s] + w3 * r[3 * stride + s];
    }
    for (; i < count; i++) {
        float w = weights[i * step];
        for (int s = 0; s < n; s++)
            out[s] += w * rows[i * stride + s];
    }
}

/* result[i] += sum over s of u[s] * rows[i * stride + s], four rows at a time, so that u is read a
   quarter as often. */
static void dots(const float *restrict u, const float *restrict rows, int stride, int count,
                 float *restrict result, int n)
{
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        const float *r = rows + i * stride;
        float t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        for (int s = 0; s < n; s++) {
            t0 += u[s] * r[s];
            t1 += u[s] * r[stride + s];
            t2 += u[s] * r[2 * stride + s];
            t3 += u[s] * r[3 * stride + s];
        }
        result[i] += t0;
        result[i + 1] += t1;
        result[i + 2] += t2;
        result[i + 3] += t3;
    }
    for (; i < count; i++) {
        float total = 0;
        for (int s = 0; s < n; s++)
            total += u[s] * rows[i * stride + s];
        result[i] += total;
    }
}

static float sum(const float *u, int n)
{
    float total = 0;
    for (int s = 0; s < n; s++)
        total += u[s];
    return total;
}

static void fill(float *row, float value, int n)
{
    for (int s = 0; s < n; s++)
        row[s] = value;
}

typedef struct {
    int depth;              /* layers of weights */
    const int *sizes;       /* inputs, hidden units, 1 */
    int widest, parameters;
    float *a[64];           /* each hidden layer's activations in a block */
    float *logit, *delta, *below, *gradient;
} Net;

static Net make(int depth, const int *sizes)
{
    Net net = { depth, sizes, 1, 0 };
    for (int l = 0; l < depth; l++) {
        net.parameters += sizes[l + 1] * (sizes[l] + 1);
        if (sizes[l + 1] > net.widest)
            net.widest = sizes[l + 1];
        net.a[l] = malloc(sizeof(float) * BLOCK * sizes[l + 1]);
    }
    net.logit = net.a[depth - 1];
    net.delta = malloc(sizeof(float) * BLOCK * net.widest);
    net.below = malloc(sizeof(float) * BLOCK * net.widest);
    net.gradient = malloc(sizeof(float) * net.parameters);
    return net;
}

static void drop(Net *net)
{
    for (int l = 0; l < net->depth; l++)
        free(net->a[l]);
    free(net->delta);
    free(net->below);
    free(net->gradient);
}

static void forward(Net *net, const float *theta, const float *x, int stride, int n)
{
    const float *a = x, *w = theta;
    for (int l = 0; l < net->depth; l++) {
        int inputs = net->sizes[l];
        for (int j = 0; j < net->sizes[l + 1]; j++, w += inputs + 1) {
            float *row = net->a[l] + j * BLOCK;
            fill(row, w[inputs], n);
            blend(w, 1, a, stride, inputs, row, n);
            if (l < net->depth - 1)
                for (int s = 0; s < n; s++)
                    row[s] = bend(row[s]);
        }
        a = net->a[l];
        stride = BLOCK;
    }
}

/* Adds the block's share of the gradient; net->delta holds dL/dlogit. */
static void backward(Net *net, const float *theta, const float *x, int stride, int n)
{
    const float *W = theta + net->parameters;
    float *gradient = net->gradient + net->parameters, *delta = net->delta, *below = net->below;
    for (int l = net->depth - 1; l >= 0; l--) {
        int units = net->sizes[l + 1], inputs = net->sizes[l], columns = inputs + 1;
        W -= units * columns;
        gradient -= units * columns;
        for (int j = 0; j < units; j++) {
            const float *d = delta + j * BLOCK;
            dots(d, l ? net->a[l - 1] : x, l ? BLOCK : stride, inputs, gradient + j * columns, n);
            gradient[j * columns + inputs] += sum(d, n);
        }
        for (int i = 0; l && i < inputs; i++) {
            const float *a = net->a[l - 1] + i * BLOCK;
            float *restrict row = below + i * BLOCK;
            fill(row, 0, n);
            blend(W + i, columns, delta, BLOCK, units, row, n);
            for (int s = 0; s < n; s++)
                row[s] *= 1 - a[s] * a[s];
        }
        float *swap = delta;
        delta = below;
        below = swap;
    }
}

/* Full-batch Adam: steps `begin` + 1 to `begin` + `epochs`. Cross-entropy; targets 0 or 1.
   losses, (epochs,), may be NULL: what the mean loss was before each step. */
void train(int depth, const int *sizes, float *theta, float *mean, float *square, const float *x,
           const float *targets, int n, int begin, int epochs, float rate, float beta1, float beta2, float *losses)
{
    Net net = make(depth, sizes);
    for (int t = begin + 1; t <= begin + epochs; t++) {
        memset(net.gradient, 0, sizeof(float) * net.parameters);
        double loss = 0;
        for (int first = 0; first < n; first += BLOCK) {
            int length = n - first < BLOCK ? n - first : BLOCK;
            const float *target = targets + first;
            forward(&net, theta, x + first, n, length);
            for (int s = 0; s < length; s++)
                net.delta[s] = (0.5f + 0.5f * bend(0.5f * net.logit[s]) - target[s]) / n;
            if (losses)
                for (int s = 0; s < length; s++)
                    loss += log1pf(expf(-fabsf(net.logit[s]))) + fmaxf(net.logit[s], 0) - target[s] * net.logit[s];
            backward(&net, theta, x + first, n, length);
        }
        if (losses)
            losses[t - begin - 1] = loss / n;
        float first = rate / (1 - powf(beta1, t)), second = 1 / (1 - powf(beta2, t));
        for (int p = 0; p < net.parameters; p++) {
            float g = net.gradient[p];
            mean[p] = beta1 * mean[p] + (1 - beta1) * g;
            square[p] = beta2 * square[p] + (1 - beta2) * g * g;
            theta[p] -= first * mean[p] / (sqrtf(second * square[p]) + 1e-8f);
        }
    }
    drop(&net);
}

/* P(class 1) of each of n points. */
void predict(int depth, const int *sizes, const float *theta, const float *x, int n, float *probability)
{
    Net net = make(depth, sizes);
    for (int first = 0; first < n; first += BLOCK) {
        int length = n - first < BLOCK ? n - first : BLOCK;
        forward(&net, theta, x + first, n, length);
        for (int s = 0; s < length; s++)
            probability[first + s] = 0.5f + 0.5f * bend(0.5f * net.logit[s]);
    }
    drop(&net);
}
