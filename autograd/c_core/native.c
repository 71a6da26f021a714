/* The module autograd.c_core.native: the eager engine in C. What it is for, and what it leaves to Python, is said in
   autograd/c_core/__init__.py. */

#include "node.h"

Engine engine;
static PyInterpreterState *home;

/* Whether another copy of autograd in this process has it already: one at a time can. */
static PyObject *is_free(PyObject *module, PyObject *unused) {
    return PyBool_FromLong(engine.value == NULL && home == PyInterpreterState_Get());
}

/* set_up(clock, special, mode, number, table): what records needs to know */
static PyObject *set_up(PyObject *module, PyObject *given) {
    PyObject *clock, *special, *mode, *number, *table;
    if (!PyArg_ParseTuple(given, "O!O!OOO!", &PyList_Type, &clock, &PyList_Type, &special, &mode, &number, &PyDict_Type,
                          &table))
        return NULL;
    Py_XSETREF(engine.clock, Py_NewRef(clock));
    Py_XSETREF(engine.special, Py_NewRef(special));
    Py_XSETREF(engine.mode, Py_NewRef(mode));
    Py_XSETREF(engine.number, Py_NewRef(number));
    Py_XSETREF(engine.table, Py_NewRef(table));
    Py_RETURN_NONE;
}

/* adopt(Value, create): nodes of this class are made and freed here; create(Value, ...) makes leaves that are not plain. */
static PyObject *adopt(PyObject *module, PyObject *given) {
    PyObject *value, *create;
    if (!PyArg_ParseTuple(given, "O!O", &PyType_Type, &value, &create)) return NULL;
    PyTypeObject *type = (PyTypeObject *)value;
    if (engine.value || type->tp_basicsize != (Py_ssize_t)sizeof(Node) || Py_TYPE(value) != &CreationType) {
        PyErr_SetString(PyExc_TypeError, "adopt: one class of nodes, without slots of its own");
        return NULL;
    }
    Py_XSETREF(engine.create, Py_NewRef(create));
    type->tp_dealloc = node_dealloc;
    type->tp_vectorcall = value_create;
    engine.value = (PyTypeObject *)Py_NewRef(value);
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"is_free", is_free, METH_NOARGS, NULL},
    {"set_up", set_up, METH_VARARGS, NULL},
    {"adopt", adopt, METH_VARARGS, NULL},
    {"set_operator", set_operator, METH_VARARGS, NULL},
    {"operators_are_ready", operators_are_ready, METH_NOARGS, NULL},
    {"record", core_record, METH_O, NULL},
    {"backward", core_backward, METH_VARARGS, NULL},
    {"track", core_track, METH_NOARGS, NULL},
    {"count_nodes", core_count_nodes, METH_NOARGS, NULL},
    {"after_fork", core_after_fork, METH_NOARGS, NULL},
    {NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "autograd.c_core.native",
    .m_doc = "The eager engine in C; see autograd.c_core.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit_native(void) {
    set_up_leaves();
    set_up_paths();
    if (PyType_Ready(&FieldsType) < 0 || PyType_Ready(&CreationType) < 0 || PyType_Ready(&ShortPathType) < 0) return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (!module) return NULL;
    if (!home) home = PyInterpreterState_Get();
    if (PyModule_AddObjectRef(module, "Fields", (PyObject *)&FieldsType) < 0 ||
        PyModule_AddObjectRef(module, "Creation", (PyObject *)&CreationType) < 0 ||
        PyModule_AddObjectRef(module, "ShortPath", (PyObject *)&ShortPathType) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
