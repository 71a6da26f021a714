/* Leaves: what calling the class Value does. */

#include "node.h"

/* Value(2.0), without a label, where no mode is in force; everything else is Python's. */
PyObject *value_create(PyObject *type, PyObject *const *given, size_t flags, PyObject *names) {
    if (PyVectorcall_NARGS(flags) == 1 && !names && is_usual() && type == (PyObject *)engine.value) {
        PyObject *number = constant(given[0]);
        if (number) {
            Node *node = (Node *)node_blank(engine.value);
            if (node) node->data = PyFloat_AS_DOUBLE(number);
            Py_DECREF(number);
            return (PyObject *)node;
        }
        if (PyErr_Occurred()) return NULL;
    }
    Py_ssize_t all = PyVectorcall_NARGS(flags) + (names ? PyTuple_GET_SIZE(names) : 0);
    PyObject **with_type = PyMem_Malloc((size_t)(all + 1) * sizeof *with_type);
    if (!with_type) return PyErr_NoMemory();
    with_type[0] = type;
    for (Py_ssize_t i = 0; i < all; i++) with_type[i + 1] = given[i];
    PyObject *result =
        PyObject_Vectorcall(engine.create, with_type, (size_t)PyVectorcall_NARGS(flags) + 1, names);
    PyMem_Free(with_type);
    return result;
}

PyTypeObject CreationType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "autograd.c_core.native.Creation",
    .tp_doc = "The class of the class Value: what calling it does.",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

/* Before the types are made ready. */
void set_up_leaves(void) {
    CreationType.tp_base = &PyType_Type;
}
