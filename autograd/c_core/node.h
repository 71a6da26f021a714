/* A node of the graph as C sees it, and what all files of the core share. The Python that this mirrors, attribute by
   attribute, is `Fields` in autograd/fields.py. */

#ifndef CHALKGRAD_NODE_H
#define CHALKGRAD_NODE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifdef PYPY_VERSION
#error "PyPy is quicker by itself"
#endif
#ifdef Py_GIL_DISABLED
#error "without the GIL the engine in Python is the one that is safe"
#endif
#if FLT_EVAL_METHOD != 0
#error "numbers would be rounded otherwise than in Python"
#endif

/* The two partials of a node are doubles. What is none lies there as an object: the tuple of a node with many arguments,
   the True of a parameter, an UpstreamPartial. */
typedef union {
    double number;
    PyObject *object;
} Partial;

/* Nodes lie in memory at multiples of 128 bytes. What a walk over the graph reads comes last: one line of a cache. */
typedef struct Node {
    PyObject_HEAD
    PyObject *rule;      /* NULL is None: a leaf */
    PyObject *tag;       /* NULL is unset */
    PyObject *weakrefs;
    struct Node *next;   /* of what is free, or about to be */

    double data;
    double grad;
    double time;
    Partial dx, dy;
    PyObject *x, *y;     /* arguments: nodes, floats, or one tuple in x; NULL is None */
    uint32_t seen;       /* the number of the last walk that came here */
    uint32_t flags;
} Node;

enum {
    HAS_GRAD = 1,        /* else grad is None */
    DX_NUMBER = 2,       /* else dx.object, NULL if it is unset */
    DY_NUMBER = 4,
    X_NODE = 8,          /* the argument is a node */
    Y_NODE = 16,
    X_TUPLE = 32,
    DX_UPSTREAM = 64,    /* something that multiplies in its own way */
    DY_UPSTREAM = 128,
    IS_RESULT = 256,     /* it has a rule */
    IS_FREE = 512,       /* no node now */
};

#define NEVER (-0.5)

/* --- one row of the table: z = f(x, y) and its partials, of which only those are computed that have a place */
typedef void (*RowFunction)(double x, double y, double *z, double *dx, double *dy);
typedef struct {
    const char *name;
    int arguments, constants;
    RowFunction function;
} Row;

/* --- what autograd tells the core when it is loaded (native.c) */
typedef struct {
    PyTypeObject *value;     /* the class Value */
    PyObject *clock;         /* CLOCK, a list of one */
    PyObject *special;       /* SPECIAL, the list of unusual modes */
    PyObject *mode;          /* what is in force here and now */
    PyObject *number;        /* autograd.scalars.number */
    PyObject *table;         /* the rows by name */
    PyObject *create;        /* Value(...) with anything but one plain number */
} Engine;
extern Engine engine;

extern PyTypeObject FieldsType, CreationType, ShortPathType;

/* --- memory.c */
PyObject *node_blank(PyTypeObject *type);
void node_dealloc(PyObject *self);
void for_all_nodes(void (*visit)(Node *node));
void track_everything(void);
Py_ssize_t count_nodes(void);
void *larger_memory(void *before, size_t used, size_t bytes);
PyObject *core_track(PyObject *module, PyObject *unused);
PyObject *core_count_nodes(PyObject *module, PyObject *unused);
PyObject *core_after_fork(PyObject *module, PyObject *unused);

/* --- fields.c */
double clock_now(void);

/* --- leaves.c */
PyObject *value_create(PyObject *type, PyObject *const *given, size_t count, PyObject *names);
void set_up_leaves(void);

/* --- paths.c */
void set_up_paths(void);
PyObject *set_operator(PyObject *module, PyObject *given);
PyObject *operators_are_ready(PyObject *module, PyObject *unused);

/* --- walk.c */
PyObject *core_record(PyObject *module, PyObject *root);
PyObject *core_backward(PyObject *module, PyObject *given);

static inline int is_node(PyObject *x) {
    return Py_TYPE(x) == engine.value || PyObject_TypeCheck(x, &FieldsType);
}

/* Whether no mode is in force anywhere that changes how nodes are recorded. */
static inline int is_usual(void) {
    return PyList_GET_SIZE(engine.special) == 0;
}

/* A plain number beside a node: a new reference to it as a float; NULL without an error where the path steps aside. */
static inline PyObject *constant(PyObject *x) {
    if (PyFloat_CheckExact(x)) return Py_NewRef(x);
    if (!PyLong_CheckExact(x)) return NULL;
    double number = PyLong_AsDouble(x);
    if (number == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();
        return NULL;
    }
    return PyFloat_FromDouble(number);
}

#endif
