/* Where nodes lie: making and freeing them. */

#include "node.h"

#include <stdlib.h>
#include <string.h>
#if defined(_WIN32)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/mman.h>
#endif

static Py_ssize_t alive;

/* Sanitizers see blocks of memory, and not what lies in a slab. */
#if defined(CHALKGRAD_SINGLE_BLOCKS)
enum { SINGLE_BLOCKS = 1 };
#else
enum { SINGLE_BLOCKS = 0 };
#endif

/* --- tracking ----------------------------------------------------------------------------------------------------- */

/* The garbage collector looks for cycles. Nodes alone cannot form one: arguments are there before their results. Only
   through what a user hangs on a node, or a function in a rule, can one be closed. So nodes are not tracked, and a
   graph costs the collector nothing, until the first such thing turns up; from then on all nodes are. */
static int is_tracking = SINGLE_BLOCKS; /* whose nodes cannot be found later */

static void track(Node *node) {
    if (!PyObject_GC_IsTracked((PyObject *)node)) PyObject_GC_Track(node);
}

void track_everything(void) {
    if (is_tracking) return;
    is_tracking = 1;
    for_all_nodes(track);
}

/* track(): something that may close a cycle hangs on a node from now on. */
PyObject *core_track(PyObject *module, PyObject *unused) {
    track_everything();
    Py_RETURN_NONE;
}

Py_ssize_t count_nodes(void) {
    return alive;
}

PyObject *core_count_nodes(PyObject *module, PyObject *unused) {
    return PyLong_FromSsize_t(alive);
}

/* --- slabs -------------------------------------------------------------------------------------------------------- */

/* Nodes of the class Value lie side by side in slabs of two megabytes: what was made together lies together, and where
   the system has pages of that size a slab is one. Before each node is the room that the garbage collector wants, two
   words that are zero while a node is not tracked. A slab is found from the address of a node; it is given back when no
   node is left in it, but for some that are kept. */
#define SLAB_BYTES ((size_t)1 << 21)
#define BLOCK_BYTES ((2 * sizeof(void *) + sizeof(Node) + 63) / 64 * 64)
#define BLOCKS ((int)(SLAB_BYTES / BLOCK_BYTES - 1))
#define MOST_EMPTY 8

typedef struct Slab {
    struct Slab *next, *before; /* of those with room */
    Node *free;                 /* blocks that were used before */
    int used, touched;          /* blocks that are nodes, and that ever were */
    int has_room;
    Py_ssize_t position;        /* in `slabs` */
} Slab;

static Slab **slabs;
static Py_ssize_t slab_count, slab_room;
static Slab *with_room;
static int empty_count;

static Node *block_of(Slab *slab, int i) {
    return (Node *)((char *)slab + (size_t)(i + 1) * BLOCK_BYTES + 2 * sizeof(void *));
}

static Slab *slab_of(Node *node) {
    return (Slab *)((uintptr_t)node & ~(uintptr_t)(SLAB_BYTES - 1));
}

/* Large pages, where the system has them: to get a page costs more than to write what goes into it. */
static void want_large_pages(void *memory, size_t bytes) {
#if defined(MADV_HUGEPAGE)
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

static void *aligned(size_t bytes) {
#if defined(_WIN32)
    return _aligned_malloc(bytes, SLAB_BYTES);
#else
    void *memory;
    return posix_memalign(&memory, SLAB_BYTES, bytes) == 0 ? memory : NULL;
#endif
}

/* realloc, in large pages for much; to be freed by free() */
void *larger_memory(void *before, size_t used, size_t bytes) {
#if defined(MADV_HUGEPAGE)
    if (bytes >= SLAB_BYTES) {
        void *memory = aligned(bytes);
        if (!memory) return NULL;
        want_large_pages(memory, bytes);
        memcpy(memory, before, used);
        free(before);
        return memory;
    }
#endif
    return realloc(before, bytes);
}

static void give_back(Slab *slab) {
    slabs[slab->position] = slabs[--slab_count];
    slabs[slab->position]->position = slab->position;
    PyTraceMalloc_Untrack(0, (uintptr_t)slab);
#if defined(_WIN32)
    _aligned_free(slab);
#else
    free(slab);
#endif
}

static void link_in(Slab *slab) {
    slab->has_room = 1;
    slab->before = NULL;
    slab->next = with_room;
    if (with_room) with_room->before = slab;
    with_room = slab;
}

static void take_out(Slab *slab) {
    slab->has_room = 0;
    if (slab->before) slab->before->next = slab->next;
    if (slab->next) slab->next->before = slab->before;
    if (with_room == slab) with_room = slab->next;
}

static Slab *new_slab(void) {
    if (slab_count == slab_room) {
        Py_ssize_t wanted = slab_room ? 2 * slab_room : 16;
        Slab **more = PyMem_RawRealloc(slabs, (size_t)wanted * sizeof *more);
        if (!more) return NULL;
        slabs = more;
        slab_room = wanted;
    }
    Slab *slab = aligned(SLAB_BYTES);
    if (!slab) return NULL;
    if (slab_count > 0) want_large_pages(slab, SLAB_BYTES); /* not for a few nodes */
    PyTraceMalloc_Track(0, (uintptr_t)slab, SLAB_BYTES);
    memset(slab, 0, sizeof *slab);
    slab->position = slab_count;
    slabs[slab_count++] = slab;
    empty_count++;
    link_in(slab);
    return slab;
}

static Node *allocate(void) {
    if (SINGLE_BLOCKS) {
        char *block = calloc(1, BLOCK_BYTES);
        return block ? (Node *)(block + 2 * sizeof(void *)) : NULL;
    }
    Slab *slab = with_room ? with_room : new_slab();
    if (!slab) return NULL;
    if (slab->used++ == 0) empty_count--;
    Node *node = slab->free;
    if (node) {
        slab->free = node->next;
    } else {
        node = block_of(slab, slab->touched++);
        memset((char *)node - 2 * sizeof(void *), 0, 2 * sizeof(void *));
    }
    if (slab->used == BLOCKS) take_out(slab);
    return node;
}

static void release(Node *node) {
    if (SINGLE_BLOCKS) {
        free((char *)node - 2 * sizeof(void *));
        return;
    }
    Slab *slab = slab_of(node);
    node->flags = IS_FREE;
    node->next = slab->free;
    slab->free = node;
    if (!slab->has_room) link_in(slab);
    if (--slab->used > 0) return;
    slab->free = NULL; /* from here on in the order of addresses again */
    slab->touched = 0;
    if (++empty_count <= MOST_EMPTY) return;
    empty_count--;
    take_out(slab);
    give_back(slab);
}

void for_all_nodes(void (*visit)(Node *node)) {
    for (Py_ssize_t k = 0; k < slab_count; k++)
        for (int i = 0; i < slabs[k]->touched; i++) {
            Node *node = block_of(slabs[k], i);
            if (!(node->flags & IS_FREE)) visit(node);
        }
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

PyObject *node_blank(PyTypeObject *type) {
    Node *node;
    if (type == engine.value) {
        node = allocate();
        if (!node) return PyErr_NoMemory();
        PyObject_Init((PyObject *)node, type);
        alive++;
    } else { /* a class between */
        node = PyObject_GC_New(Node, type);
        if (!node) return NULL;
    }
    node->rule = node->tag = node->weakrefs = NULL;
    node->data = node->grad = 0.0;
    node->time = NEVER;
    node->dx.object = node->dy.object = NULL;
    node->x = node->y = NULL;
    node->seen = node->flags = 0;
    if (is_tracking) PyObject_GC_Track(node);
    return (PyObject *)node;
}

/* Freeing a node may free its arguments, and so on down a chain of a million: instead of calling itself, this puts
   them into a list. */
static Node *doomed;
static int is_freeing;

static void free_one(Node *node) {
    PyTypeObject *type = Py_TYPE(node);
    if (node->weakrefs) PyObject_ClearWeakRefs((PyObject *)node);
    if (!(node->flags & DX_NUMBER)) Py_CLEAR(node->dx.object);
    if (!(node->flags & DY_NUMBER)) Py_CLEAR(node->dy.object);
    Py_CLEAR(node->tag);
    Py_CLEAR(node->rule);
    Py_CLEAR(node->y);
    Py_CLEAR(node->x);
    if (type != engine.value) {
        PyObject_GC_Del(node); /* Python's own deallocation lets go of the class */
        return;
    }
    alive--;
    release(node);
    Py_DECREF(type);
}

void node_dealloc(PyObject *self) {
    Node *node = (Node *)self;
    if (is_tracking && PyObject_GC_IsTracked(self)) PyObject_GC_UnTrack(self);
    if (Py_TYPE(self) != engine.value) {
        free_one(node);
        return;
    }
    if (is_freeing) {
        node->next = doomed;
        doomed = node;
        return;
    }
    is_freeing = 1;
    free_one(node);
    while (doomed) {
        node = doomed;
        doomed = node->next;
        free_one(node);
    }
    is_freeing = 0;
}

/* In the child of a fork no other thread goes on freeing. */
PyObject *core_after_fork(PyObject *module, PyObject *unused) {
    is_freeing = 0;
    Py_RETURN_NONE;
}
