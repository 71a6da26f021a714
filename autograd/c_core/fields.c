/* What a node stores: its attributes as Python sees them, and what it is for the garbage collector. */

#include "node.h"

static PyObject *fields_new(PyTypeObject *type, PyObject *given, PyObject *named) {
    return node_blank(type);
}

static int fields_traverse(PyObject *self, visitproc visit, void *arg) {
    Node *node = (Node *)self;
    Py_VISIT(node->x);
    Py_VISIT(node->y);
    Py_VISIT(node->rule);
    Py_VISIT(node->tag);
    if (!(node->flags & DX_NUMBER)) Py_VISIT(node->dx.object);
    if (!(node->flags & DY_NUMBER)) Py_VISIT(node->dy.object);
    return 0;
}

static int fields_clear(PyObject *self) {
    Node *node = (Node *)self;
    Py_CLEAR(node->tag);
    Py_CLEAR(node->rule);
    if (!(node->flags & DX_NUMBER)) Py_CLEAR(node->dx.object);
    if (!(node->flags & DY_NUMBER)) Py_CLEAR(node->dy.object);
    node->flags &= ~(X_NODE | Y_NODE | X_TUPLE | IS_RESULT);
    Py_CLEAR(node->x);
    Py_CLEAR(node->y);
    return 0;
}

/* --- the clock ---------------------------------------------------------------------------------------------------- */

static PyObject *clock_item; /* the int in CLOCK when it was last looked at, */
static double clock_time;    /* and its value */

double clock_now(void) {
    PyObject *item = PyList_GET_ITEM(engine.clock, 0);
    if (item != clock_item) {
        Py_INCREF(item);
        Py_XSETREF(clock_item, item);
        clock_time = PyLong_AsDouble(item);
    }
    return clock_time;
}

static int clock_advance(void) {
    PyObject *item = PyLong_FromDouble(clock_now() + 1.0);
    if (!item) return -1;
    PyList_SetItem(engine.clock, 0, item);
    return 0;
}

/* --- attributes --------------------------------------------------------------------------------------------------- */

/* A number as the engine takes it: floats as they are, others by autograd.scalars.number, which knows what to say. */
static int as_number(PyObject *content, const char *what, double *number) {
    if (!content) {
        PyErr_Format(PyExc_AttributeError, "%s cannot be deleted", what);
        return -1;
    }
    if (PyFloat_CheckExact(content)) {
        *number = PyFloat_AS_DOUBLE(content);
        return 0;
    }
    PyObject *converted = PyObject_CallFunction(engine.number, "Os", content, what);
    if (!converted) return -1;
    *number = PyFloat_AsDouble(converted);
    Py_DECREF(converted);
    return *number == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *get_data(PyObject *self, void *unused) {
    return PyFloat_FromDouble(((Node *)self)->data);
}

/* The number is set: a result follows from its arguments no longer, and what was computed from a leaf is older now. */
static int set_data(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    double number;
    if (as_number(content, "data", &number) < 0 || clock_advance() < 0) return -1;
    node->data = number;
    node->time = node->rule ? Py_HUGE_VAL : clock_now() - 0.5;
    return 0;
}

static int set_plain_data(PyObject *self, PyObject *content, void *unused) {
    return as_number(content, "_data", &((Node *)self)->data);
}

static PyObject *get_grad(PyObject *self, void *unused) {
    Node *node = (Node *)self;
    return PyFloat_FromDouble(node->flags & HAS_GRAD ? node->grad : 0.0);
}

static PyObject *get_plain_grad(PyObject *self, void *unused) {
    Node *node = (Node *)self;
    if (node->flags & HAS_GRAD) return PyFloat_FromDouble(node->grad);
    Py_RETURN_NONE;
}

static int set_grad(PyObject *self, PyObject *content, void *name) {
    Node *node = (Node *)self;
    if (content == Py_None) {
        node->flags &= ~HAS_GRAD;
        return 0;
    }
    double number;
    if (as_number(content, name, &number) < 0) return -1;
    node->grad = number;
    node->flags |= HAS_GRAD;
    return 0;
}

static PyObject *get_has_grad(PyObject *self, void *unused) {
    return PyBool_FromLong(((Node *)self)->flags & HAS_GRAD);
}

/* The object in CLOCK itself if that is the time: readers in Python compare with `is`. */
static PyObject *get_time(PyObject *self, void *unused) {
    double time = ((Node *)self)->time;
    if (time == clock_now()) return Py_NewRef(clock_item);
    return time == floor(time) && isfinite(time) ? PyLong_FromDouble(time) : PyFloat_FromDouble(time);
}

static int set_time(PyObject *self, PyObject *content, void *unused) {
    double time = content ? PyFloat_AsDouble(content) : -1.0;
    if (!content || PyErr_Occurred()) return -1;
    ((Node *)self)->time = time;
    return 0;
}

static PyObject *get_x(PyObject *self, void *unused) {
    PyObject *x = ((Node *)self)->x;
    return Py_NewRef(x ? x : Py_None);
}

static PyObject *get_y(PyObject *self, void *unused) {
    PyObject *y = ((Node *)self)->y;
    return Py_NewRef(y ? y : Py_None);
}

static PyObject *kept(PyObject *content) {
    return content == Py_None ? NULL : Py_XNewRef(content);
}

static int set_x(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    node->flags &= ~(X_NODE | X_TUPLE);
    if (content && is_node(content)) node->flags |= X_NODE;
    if (content && PyTuple_CheckExact(content)) node->flags |= X_TUPLE;
    Py_XSETREF(node->x, kept(content));
    return 0;
}

static int set_y(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    node->flags &= ~Y_NODE;
    if (content && is_node(content)) node->flags |= Y_NODE;
    Py_XSETREF(node->y, kept(content));
    return 0;
}

static PyObject *get_partial(Partial partial, int is_number, const char *name) {
    if (is_number) return PyFloat_FromDouble(partial.number);
    if (partial.object) return Py_NewRef(partial.object);
    PyErr_SetString(PyExc_AttributeError, name);
    return NULL;
}

static PyObject *get_dx(PyObject *self, void *unused) {
    Node *node = (Node *)self;
    return get_partial(node->dx, node->flags & DX_NUMBER, "_dx");
}

static PyObject *get_dy(PyObject *self, void *unused) {
    Node *node = (Node *)self;
    return get_partial(node->dy, node->flags & DY_NUMBER, "_dy");
}

/* What is neither a number nor a tuple of them, None or the True of a parameter holds a function: see `upstream.py`. */
static int has_function(PyObject *content) {
    return content && PyFloat_Check(content) && !PyFloat_CheckExact(content);
}

static void set_partial(Node *node, Partial *partial, PyObject *content, uint32_t number, uint32_t upstream) {
    PyObject *before = node->flags & number ? NULL : partial->object;
    node->flags &= ~(number | upstream);
    if (content && PyFloat_CheckExact(content)) {
        partial->number = PyFloat_AS_DOUBLE(content);
        node->flags |= number;
    } else {
        partial->object = Py_XNewRef(content);
        if (has_function(content)) {
            node->flags |= upstream;
            track_everything();
        }
    }
    Py_XDECREF(before);
}

static int set_dx(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    set_partial(node, &node->dx, content, DX_NUMBER, DX_UPSTREAM);
    if (content && PyTuple_CheckExact(content))
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(content); i++)
            if (has_function(PyTuple_GET_ITEM(content, i))) node->flags |= DX_UPSTREAM;
    return 0;
}

static int set_dy(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    set_partial(node, &node->dy, content, DY_NUMBER, DY_UPSTREAM);
    return 0;
}

static PyObject *get_rule(PyObject *self, void *unused) {
    PyObject *rule = ((Node *)self)->rule;
    return Py_NewRef(rule ? rule : Py_None);
}

static int set_rule(PyObject *self, PyObject *content, void *unused) {
    Node *node = (Node *)self;
    Py_XSETREF(node->rule, kept(content));
    node->flags = node->rule ? node->flags | IS_RESULT : node->flags & ~IS_RESULT;
    if (!node->rule) return 0;
    PyObject *name = PyObject_GetAttrString(node->rule, "name");
    PyObject *row = name ? PyDict_GetItemWithError(engine.table, name) : NULL;
    Py_XDECREF(name);
    PyErr_Clear();
    if (row != node->rule) track_everything(); /* a user's own: its functions may know of this node */
    return 0;
}

static PyObject *get_tag(PyObject *self, void *unused) {
    PyObject *tag = ((Node *)self)->tag;
    if (tag) return Py_NewRef(tag);
    PyErr_SetString(PyExc_AttributeError, "_tag");
    return NULL;
}

static int set_tag(PyObject *self, PyObject *content, void *unused) {
    if (content && !PyUnicode_CheckExact(content)) { /* a copy of one with attributes of the user's own? */
        PyObject *own = PyObject_GetAttrString(content, "own");
        if (!own) return -1;
        if (own != Py_None) track_everything();
        Py_DECREF(own);
    }
    Py_XSETREF(((Node *)self)->tag, Py_XNewRef(content));
    return 0;
}

static PyGetSetDef attributes[] = {
    {"data", get_data, set_data, "The number, a float whatever it is set to. Setting it changes no other node: what was "
     "recorded before is stale\nfrom then on, and its readers say so (`autograd.StaleGraphError`)."},
    {"grad", get_grad, set_grad,
     "The gradient that backward() accumulated here; 0.0 before that (see `has_grad`).", "grad"},
    {"has_grad", get_has_grad, NULL, "Whether a gradient has been computed; drawings show a dash where it has not."},
    {"rule", get_rule, set_rule, "The row of the table that made it; None for a leaf."},
    {"_data", get_data, set_plain_data},
    {"_grad", get_plain_grad, set_grad, NULL, "_grad"},
    {"_time", get_time, set_time},
    {"_x", get_x, set_x},
    {"_y", get_y, set_y},
    {"_dx", get_dx, set_dx},
    {"_dy", get_dy, set_dy},
    {"_tag", get_tag, set_tag},
    {NULL},
};

PyTypeObject FieldsType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "autograd.c_core.native.Fields",
    .tp_doc = "What a node stores, in C; `autograd.fields.Fields` is the same in Python.",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = fields_new,
    .tp_dealloc = node_dealloc,
    .tp_traverse = fields_traverse,
    .tp_clear = fields_clear,
    .tp_getset = attributes,
    .tp_weaklistoffset = offsetof(Node, weakrefs),
};
