/* Walks over a whole graph: the recorded list, and the reverse pass over it. `autograd.graph.record` and
   `autograd.chain_rule.run_backward` are the same in Python. Nothing here recurses, and nothing runs Python code, so no
   other thread comes between. A large graph lies in memory, not in a cache, so a walk looks at every node once. */

#include "node.h"

#include <stdlib.h>

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address, 1)
#else
#define PREFETCH(address) (void)(address)
#endif

#define AHEAD 16
#define NODE_BYTES 128

/* What a walk has found: nodes, inputs before outputs. Borrowed: they live as long as the root. */
typedef struct {
    Node **nodes;
    Py_ssize_t count, room;
} Nodes;

/* A node whose arguments are being placed, and what comes after its first one: the address of its second one, or 0; for a
   node with many arguments the position of the next one, as an odd number. So the node itself need not be looked at. */
typedef struct {
    Node *node;
    uintptr_t next;
} Waiting;
typedef struct {
    Waiting *items;
    Py_ssize_t count, room;
} Stack;

/* What some nodes held before a pass: it starts from zero, and this is added when it has ended. */
typedef struct {
    Node *node;
    double before;
} Before;
typedef struct {
    Before *items;
    Py_ssize_t count, room;
} Held;

/* Memory is kept from walk to walk, unless it is much: two walks are never under way together. */
#define MOST_KEPT 4096
static Nodes nodes;
static Stack stack;
static Held held;
static uint32_t walks;

static void *grown(void *items, Py_ssize_t *room, size_t size) {
    Py_ssize_t before = *room, wanted = before ? 2 * before : 1024;
    if (wanted > MOST_KEPT && wanted < count_nodes()) wanted = count_nodes(); /* as many as there can be, once */
    void *more = larger_memory(items, (size_t)before * size, (size_t)wanted * size);
    if (more) *room = wanted;
    return more;
}

/* Makes room for one more item in Nodes, Stack or Held; -1 if there is no memory. */
#define MAKE_ROOM(list, member) \
    do { \
        if ((list).count == (list).room) { \
            void *more = grown((list).member, &(list).room, sizeof *(list).member); \
            if (!more) return -1; \
            (list).member = more; \
        } \
    } while (0)

static void forget(void) {
    nodes.count = stack.count = held.count = 0;
    if (nodes.room > MOST_KEPT) {
        free(nodes.nodes);
        nodes = (Nodes){NULL, 0, 0};
    }
    if (stack.room > MOST_KEPT) {
        free(stack.items);
        stack = (Stack){NULL, 0, 0};
    }
    if (held.room > MOST_KEPT) {
        free(held.items);
        held = (Held){NULL, 0, 0};
    }
}

/* What a walk does with a node that it meets for the first time: 1 to go on, 0 to give up, -1 if there is no memory. */
typedef int (*Meet)(Node *node);

static inline Node *unseen(PyObject *x) {
    return ((Node *)x)->seen == walks ? NULL : (Node *)x;
}

/* The next argument of the node on top of the stack that was not seen before; NULL if there is none. */
static inline Node *next_argument(Waiting *top) {
    if (!(top->next & 1)) {
        PyObject *second = (PyObject *)top->next;
        top->next = 0;
        return second ? unseen(second) : NULL;
    }
    PyObject *arguments = top->node->x;
    while ((Py_ssize_t)(top->next >> 1) < PyTuple_GET_SIZE(arguments)) {
        PyObject *x = PyTuple_GET_ITEM(arguments, top->next >> 1);
        top->next += 2;
        if (is_node(x) && unseen(x)) return (Node *)x;
    }
    return NULL;
}

/* Put into `nodes` all that `node` depends on: depth first, arguments in order, as in `autograd.graph.record`. */
static inline int walk_from(Node *node, Meet meet) {
    for (;;) {
        while (node) { /* down, along first arguments */
            /* what was recorded before it is likely to be next, and to lie before it */
            PREFETCH((char *)&node->data - AHEAD * NODE_BYTES);
            node->seen = walks;
            int goes_on = meet ? meet(node) : 1;
            if (goes_on <= 0) return goes_on;
            uint32_t flags = node->flags;
            MAKE_ROOM(stack, items);
            Waiting *top = &stack.items[stack.count++];
            top->node = node;
            if (flags & X_TUPLE) {
                top->next = 1;
                node = next_argument(top);
                continue;
            }
            top->next = flags & Y_NODE ? (uintptr_t)node->y : 0;
            Node *first = flags & X_NODE ? unseen(node->x) : NULL;
            node = first ? first : next_argument(top);
        }
        while (!node) { /* up, until a later argument leads down again */
            MAKE_ROOM(nodes, nodes);
            nodes.nodes[nodes.count++] = stack.items[--stack.count].node;
            if (stack.count == 0) return 1;
            node = next_argument(&stack.items[stack.count - 1]);
        }
    }
}

static void forget_walk(Node *node) {
    node->seen = 0;
}

static void begin(void) {
    nodes.count = stack.count = held.count = 0;
    if (++walks == 0) { /* after four thousand million walks the numbers begin anew */
        for_all_nodes(forget_walk);
        walks = 1;
    }
}

PyObject *core_record(PyObject *module, PyObject *root) {
    begin();
    if (!is_node(root) || walk_from((Node *)root, NULL) < 0) {
        forget();
        return PyErr_NoMemory();
    }
    /* a new list may wake the garbage collector, which runs anything: what was found is held and taken along first */
    Py_ssize_t count = nodes.count;
    Node **found = nodes.nodes;
    nodes = (Nodes){NULL, 0, 0};
    forget();
    for (Py_ssize_t i = 0; i < count; i++) Py_INCREF(found[i]);
    PyObject *list = PyList_New(count);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (list)
            PyList_SET_ITEM(list, i, (PyObject *)found[i]);
        else
            Py_DECREF(found[i]);
    }
    free(found);
    return list;
}

/* --- the reverse pass --------------------------------------------------------------------------------------------- */

static int has_plain_partials(Node *node) {
    PyObject *partials = node->flags & DX_NUMBER ? NULL : node->dx.object;
    if (!partials || !PyTuple_CheckExact(partials) || node->flags & DX_UPSTREAM) return 0;
    if (PyTuple_GET_SIZE(partials) < PyTuple_GET_SIZE(node->x)) return 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(node->x); i++)
        if (is_node(PyTuple_GET_ITEM(node->x, i)) && !PyFloat_CheckExact(PyTuple_GET_ITEM(partials, i))) return 0;
    return 1;
}

static double pass_time;

/* Begins a pass at a node, at gradient 0; not where a product is none of two floats, nor where some number was set since
   the node was recorded. */
static int seed(Node *node) {
    uint32_t flags = node->flags;
    if (flags & IS_RESULT) {
        if (node->time != pass_time) return 0;
        if (flags & X_TUPLE && !has_plain_partials(node)) return 0;
        if (flags & X_NODE && !(flags & DX_NUMBER)) return 0;
        if (flags & Y_NODE && !(flags & DY_NUMBER)) return 0;
    }
    if (flags & HAS_GRAD && node->grad != 0.0) {
        MAKE_ROOM(held, items);
        held.items[held.count++] = (Before){node, node->grad};
    }
    node->grad = 0.0;
    node->flags = flags | HAS_GRAD;
    return 1;
}

static inline void add_to(PyObject *parent, double partial, double upstream) {
    ((Node *)parent)->grad += partial * upstream;
}

static inline void pull(Node *node) {
    double upstream = node->grad;
    if (node->flags & X_TUPLE) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(node->x); i++) {
            PyObject *parent = PyTuple_GET_ITEM(node->x, i);
            if (is_node(parent)) add_to(parent, PyFloat_AS_DOUBLE(PyTuple_GET_ITEM(node->dx.object, i)), upstream);
        }
        return;
    }
    if (node->flags & X_NODE) add_to(node->x, node->dx.number, upstream);
    if (node->flags & Y_NODE) add_to(node->y, node->dy.number, upstream);
}

/* backward(root, gradient) -> whether it was done; if not, Python has to do it, from what there was before. */
PyObject *core_backward(PyObject *module, PyObject *given) {
    PyObject *root;
    double gradient;
    if (!PyArg_ParseTuple(given, "O!d", &FieldsType, &root, &gradient)) return NULL;
    begin();
    pass_time = clock_now();
    int is_done = walk_from((Node *)root, seed);
    if (is_done == 1) {
        ((Node *)root)->grad = gradient;
        for (Py_ssize_t i = nodes.count - 1; i >= 0; i--) {
            if (i >= AHEAD) PREFETCH(&nodes.nodes[i - AHEAD]->data);
            pull(nodes.nodes[i]);
        }
        for (Py_ssize_t i = 0; i < held.count; i++) held.items[i].node->grad += held.items[i].before;
    } else {
        for (Py_ssize_t i = 0; i < held.count; i++) held.items[i].node->grad = held.items[i].before;
    }
    forget();
    return is_done < 0 ? PyErr_NoMemory() : PyBool_FromLong(is_done);
}
