/* The short paths: operators and methods that record a node without a line of Python. What recording means is said in
   autograd/operations.py, `apply`; what the rows compute is in rows.h, which is written from the table. */

#include "node.h"
#include "rows.h"

/* What an operator of Python has to know besides its row. */
typedef struct {
    PyObject *rule;
    PyObject *slow; /* where the short path steps aside: called with rule and arguments */
} Path;
static Path operators[sizeof ROWS / sizeof *ROWS];

/* --- recording ---------------------------------------------------------------------------------------------------- */

/* A mode that is not the usual one: 0 to go on, 1 to step aside, -1 for an error. */
static int look_at_mode(PyObject **scope, int *is_recording) {
    PyObject *now = PyObject_CallNoArgs(engine.mode);
    if (!now) return -1;
    PyObject *record = PyTuple_GET_ITEM(now, 0), *anomaly = PyTuple_GET_ITEM(now, 1);
    PyObject *lines = PyTuple_GET_ITEM(now, 2);
    *is_recording = PyObject_IsTrue(record);
    *scope = Py_NewRef(PyTuple_GET_ITEM(now, 3));
    int aside = PyObject_IsTrue(anomaly) || PyObject_IsTrue(lines);
    Py_DECREF(now);
    if (aside) Py_CLEAR(*scope);
    return aside;
}

static PyObject *aside(PyObject *slow, PyObject *rule, PyObject *a, PyObject *b) {
    PyObject *given[] = {rule, a, b};
    return PyObject_Vectorcall(slow, given, b ? 3 : 2, NULL);
}

/* A new node: `x` and `y` are nodes or floats, as `nodes` says; `y` may be NULL. */
static inline PyObject *recorded(RowFunction f, PyObject *rule, PyObject *x, PyObject *y, uint32_t nodes,
                                 double a, double b) {
    Node *node = (Node *)node_blank(engine.value);
    if (!node) return NULL;
    f(a, b, &node->data, nodes & X_NODE ? &node->dx.number : NULL, nodes & Y_NODE ? &node->dy.number : NULL);
    node->flags = IS_RESULT | nodes | (nodes & X_NODE ? DX_NUMBER : 0) | (nodes & Y_NODE ? DY_NUMBER : 0);
    node->x = Py_NewRef(x);
    node->y = Py_XNewRef(y);
    node->rule = Py_NewRef(rule);
    node->time = clock_now();
    return (PyObject *)node;
}

/* The same where some mode is in force, perhaps here. */
static PyObject *recorded_in_mode(RowFunction f, Path *path, PyObject *x, PyObject *y, uint32_t nodes, double a, double b) {
    PyObject *scope;
    int is_recording, steps_aside = look_at_mode(&scope, &is_recording);
    if (steps_aside < 0) return NULL;
    if (steps_aside) return aside(path->slow, path->rule, x, y);
    Node *node = (Node *)recorded(f, path->rule, x, y, nodes, a, b);
    if (!node || PyUnicode_GET_LENGTH(scope) == 0)
        Py_DECREF(scope);
    else
        node->tag = scope;
    if (node && !is_recording) {
        node->flags = 0;
        node->dx.object = node->dy.object = NULL;
        node->time = NEVER;
        Py_CLEAR(node->x);
        Py_CLEAR(node->y);
        Py_CLEAR(node->rule);
    }
    return (PyObject *)node;
}

static inline PyObject *unary(RowFunction f, Path *path, PyObject *x) {
    double a = ((Node *)x)->data;
    if (is_usual()) return recorded(f, path->rule, x, NULL, X_NODE, a, 0.0);
    return recorded_in_mode(f, path, x, NULL, X_NODE, a, 0.0);
}

static inline PyObject *binary(RowFunction f, Path *path, PyObject *x, PyObject *y) {
    uint32_t nodes = (Py_TYPE(x) == engine.value ? X_NODE : 0) | (Py_TYPE(y) == engine.value ? Y_NODE : 0);
    if (!path->rule || !nodes) Py_RETURN_NOTIMPLEMENTED;
    PyObject *left = nodes & X_NODE ? Py_NewRef(x) : constant(x);
    PyObject *right = nodes & Y_NODE ? Py_NewRef(y) : constant(y);
    PyObject *result;
    if (!left || !right) {
        result = aside(path->slow, path->rule, x, y);
    } else {
        double a = nodes & X_NODE ? ((Node *)x)->data : PyFloat_AS_DOUBLE(left);
        double b = nodes & Y_NODE ? ((Node *)y)->data : PyFloat_AS_DOUBLE(right);
        if (is_usual())
            result = recorded(f, path->rule, left, right, nodes, a, b);
        else
            result = recorded_in_mode(f, path, left, right, nodes, a, b);
    }
    Py_XDECREF(left);
    Py_XDECREF(right);
    return result;
}

/* --- the operators of Python: rows.h has the list ------------------------------------------------------------------ */

/* sum(values) starts with the int 0: adding it records nothing. */
static inline int is_zero(PyObject *x) {
    return PyLong_CheckExact(x) && !PyObject_IsTrue(x);
}

#define UNARY(name, slot) \
    static PyObject *slot##_of_node(PyObject *x) { \
        return unary(row_##name, &operators[ROW_##name], x); \
    }
#define BINARY(name, slot) \
    static PyObject *slot##_of_nodes(PyObject *x, PyObject *y) { \
        if (ROW_##name == ROW_add && is_zero(x)) return Py_NewRef(y); \
        return binary(row_##name, &operators[ROW_##name], x, y); \
    }
#define TERNARY(name, slot) \
    static PyObject *slot##_of_nodes(PyObject *x, PyObject *y, PyObject *modulus) { \
        if (modulus != Py_None) Py_RETURN_NOTIMPLEMENTED; \
        return binary(row_##name, &operators[ROW_##name], x, y); \
    }
OPERATORS(UNARY, BINARY, TERNARY)
#undef UNARY
#undef BINARY
#undef TERNARY

#define UNARY(name, slot) .slot = slot##_of_node,
#define BINARY(name, slot) .slot = slot##_of_nodes,
#define TERNARY(name, slot) .slot = slot##_of_nodes,
static PyNumberMethods as_number = {OPERATORS(UNARY, BINARY, TERNARY)};

static int row_of(PyObject *rule) {
    PyObject *name = PyObject_GetAttrString(rule, "name");
    const char *text = name ? PyUnicode_AsUTF8(name) : NULL;
    int found = -1;
    for (size_t i = 0; text && i < sizeof ROWS / sizeof *ROWS; i++)
        if (strcmp(ROWS[i].name, text) == 0) found = (int)i;
    Py_XDECREF(name);
    PyErr_Clear();
    return found;
}

/* set_operator(rule, slow): where an operator steps aside to */
PyObject *set_operator(PyObject *module, PyObject *given) {
    PyObject *rule, *slow;
    if (!PyArg_ParseTuple(given, "OO", &rule, &slow)) return NULL;
    int i = row_of(rule);
    if (i < 0) Py_RETURN_NONE;
    Py_XSETREF(operators[i].rule, Py_NewRef(rule));
    Py_XSETREF(operators[i].slow, Py_NewRef(slow));
    Py_RETURN_NONE;
}

/* operators_are_ready(): Python's operators on Values come here at once, not through the methods of their class. */
PyObject *operators_are_ready(PyObject *module, PyObject *unused) {
    PyNumberMethods *slots = engine.value->tp_as_number;
#define COPY(name, slot) slots->slot = as_number.slot;
    OPERATORS(COPY, COPY, COPY)
#undef COPY
    Py_RETURN_NONE;
}

/* --- methods ------------------------------------------------------------------------------------------------------ */

/* A row as a method or a function of Values: exp, maximum, leaky_relu with its slope. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    const Row *row;
    Path path;
    PyObject *name;    /* of the argument beside self, */
    PyObject *usually; /* and its default, if it is a constant parameter */
    int is_reflected;  /* what stands beside self comes first */
    PyObject *attributes;
} ShortPath;

/* What is given beside self, by position or by name, or the default: borrowed; NULL with an error if it is none or more. */
static PyObject *other_argument(ShortPath *self, PyObject *const *given, Py_ssize_t count, PyObject *names) {
    const Row *row = self->row;
    Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0, most = row->arguments + row->constants;
    if (named == 1 && most == 2 && PyUnicode_Compare(PyTuple_GET_ITEM(names, 0), self->name) == 0 && count == 1)
        return given[1];
    if (named)
        return PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument %R", row->name,
                            PyTuple_GET_ITEM(names, 0));
    if (count == 2 && most == 2) return given[1];
    if (count == 1 && row->constants) return self->usually;
    return PyErr_Format(PyExc_TypeError, "%s() takes %zd positional arguments but %zd %s given", row->name, most, count,
                        count == 1 ? "was" : "were");
}

static PyObject *short_path_call(PyObject *callable, PyObject *const *given, size_t flags, PyObject *names) {
    ShortPath *self = (ShortPath *)callable;
    const Row *row = self->row;
    Path *path = &self->path;
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    if (count == 0) return PyErr_Format(PyExc_TypeError, "%s() needs a Value", row->name);
    PyObject *x = given[0];
    int is_value = Py_TYPE(x) == engine.value;
    if (count == 1 && row->arguments + row->constants == 1 && !names)
        return is_value ? unary(row->function, path, x) : aside(path->slow, path->rule, x, NULL);
    PyObject *y = other_argument(self, given, count, names);
    if (!y) return NULL;
    if (self->is_reflected) {
        if (row == &ROWS[ROW_add] && is_zero(y)) return Py_NewRef(x);
        x = y;
        y = given[0];
    }
    if (!is_value) return aside(path->slow, path->rule, x, y);
    if (row->arguments == 2) return binary(row->function, path, x, y);
    if (!PyFloat_CheckExact(y)) return aside(path->slow, path->rule, x, y);
    double a = ((Node *)x)->data, b = PyFloat_AS_DOUBLE(y);
    if (is_usual()) return recorded(row->function, path->rule, x, y, X_NODE, a, b);
    return recorded_in_mode(row->function, path, x, y, X_NODE, a, b);
}

static PyObject *short_path_get(PyObject *self, PyObject *instance, PyObject *owner) {
    return instance ? PyMethod_New(self, instance) : Py_NewRef(self);
}

static int short_path_traverse(PyObject *self, visitproc visit, void *arg) {
    ShortPath *path = (ShortPath *)self;
    Py_VISIT(path->path.rule);
    Py_VISIT(path->path.slow);
    Py_VISIT(path->attributes);
    return 0;
}

static void short_path_dealloc(PyObject *self) {
    ShortPath *path = (ShortPath *)self;
    PyObject_GC_UnTrack(self);
    Py_CLEAR(path->path.rule);
    Py_CLEAR(path->path.slow);
    Py_CLEAR(path->name);
    Py_CLEAR(path->usually);
    Py_CLEAR(path->attributes);
    PyObject_GC_Del(self);
}

/* ShortPath(rule, slow, name, usually, is_reflected) of a row with at most one argument beside self, which has this name: an argument,
   or a constant parameter with its default. None if the core has no such row. */
static PyObject *short_path_new(PyTypeObject *type, PyObject *given, PyObject *named) {
    PyObject *rule, *slow, *name, *usually;
    int is_reflected;
    if (!PyArg_ParseTuple(given, "OOOOp", &rule, &slow, &name, &usually, &is_reflected)) return NULL;
    int i = row_of(rule);
    if (i < 0) Py_RETURN_NONE;
    ShortPath *self = PyObject_GC_New(ShortPath, type);
    if (!self) return NULL;
    self->call = short_path_call;
    self->row = &ROWS[i];
    self->path.rule = Py_NewRef(rule);
    self->path.slow = Py_NewRef(slow);
    self->name = Py_NewRef(name);
    self->usually = Py_NewRef(usually);
    self->is_reflected = is_reflected;
    self->attributes = NULL;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyGetSetDef short_path_attributes[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict},
    {NULL},
};

PyTypeObject ShortPathType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "autograd.c_core.native.ShortPath",
    .tp_basicsize = sizeof(ShortPath),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_vectorcall_offset = offsetof(ShortPath, call),
    .tp_dictoffset = offsetof(ShortPath, attributes),
    .tp_call = PyVectorcall_Call,
    .tp_new = short_path_new,
    .tp_dealloc = short_path_dealloc,
    .tp_traverse = short_path_traverse,
    .tp_descr_get = short_path_get,
    .tp_getset = short_path_attributes,
};

/* Before the types are made ready: what nodes have from here. */
void set_up_paths(void) {
    FieldsType.tp_as_number = &as_number;
}
