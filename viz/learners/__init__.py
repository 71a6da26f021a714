"""Learners in words and pictures: the facts of `autograd.nn.facts`, told, tabulated and drawn, a family at a time.

How to give a family its words and its picture. Its facts are frozen dataclasses that stand for themselves:

    # autograd/nn/competitive/som.py
    @dataclass(frozen=True, eq=False)
    class SomUpdate(Fact):
        family: ClassVar[str] = "som"
        weights: Array              # those before; the learner makes new arrays and never writes into these
        x: Array                    # the sample
        winner: int
        ...
        @cached_property
        def delta(self) -> Array: ...   # what is large is worked out when it is asked for; the learner adds exactly this

    fact = SomUpdate(step=1, sample=7, weights=w, x=X[7], winner=3)     # `step` from 1, `sample` the row of X or None

1. `viz/lang/learners/som.py` has all that is written, in both languages, with the fields in braces:

    _EN = {"title": "A self-organizing map, step by step",                       # what the film is called
           "title update": "Sample {sample}: unit {unit} wins",
           "update": "Unit {unit} is nearest, {distance} away, so it wins: Δw = {rate} · {gap} = {delta}.",
           "winner": "winner", "sample x": "sample"}                              # a column, a legend
    _ZH = {...}                                                                   # the same keys and fields
    WORDS: Final = catalogue(en=_EN, zh=_ZH)                                      # with these very names

2. `viz/learners/som.py` (or a folder of that name) has four names:

    from viz.lang.learners.som import WORDS as WORDS

    def tell(fact: Any, words: Mapping[str, str], number: Numbers) -> Told:
        fields = {"unit": ..., "distance": number(fact.distance), "delta": number.vector(fact.delta[fact.winner])}
        return Told(words["title update"].format(**fields), words["update"].format(**fields), r"\\Delta w = ...")

    def columns(fact: Any, words: Mapping[str, str], number: Numbers) -> dict[str, str]:
        return {words["winner"]: str(fact.winner)}              # step and sample are columns already

    class Painter:
        def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
            theme = manner.theme                                # colours; manner.number, manner.word(key, **fields)
            self.plane = Plane.around(points, (480, 340), theme, names=("input 1", "input 2"), equal=True)
            self.still = [self.plane.axes(), self.plane.samples(X)]         # made once: the same objects in all frames
        @property
        def size(self) -> tuple[float, float]: ...              # of every picture, in points: (600, 340) suits a slide
        def groups(self, k: int) -> list[Group]:                # the picture at fact k, in drawing order; keys are unique
            marks = [self.plane.halo(x, stroke=theme.highlight, line_width=2.5), *self.plane.arrow(w, w_new, theme.ink)]
            return [*self.still, Group("unit", tuple(marks), "winner")]
        def legend(self) -> list[Entry]:
            return [Entry(manner.word("sample x"), theme.highlight, "ring")]

3. one line of the table in `viz/learners/families.py`: ``"som": "viz.learners.som"``.

Numbers of a fact are formatted by `number` alone: number(x), number.signed(x), number.bracketed(x), number.vector(xs), and
for formulas number.latex(x), number.latex_vector(xs). Marks are those of `viz.render.marks`, in points from the top left
corner of the picture. A group covers those before it, and its texts its shapes; it may be there at some facts only, and
have more marks at one than at another. `viz.learners.plane` has the plane of two inputs; `shaded_cells` matrices, images,
rows of units, bars against a threshold; `symbols` circles, stars, arrows, lines, polygons. What lies between two colours of
the theme is `viz.render.tints.tint(ground, ink, share)`: never mix colours yourself, for on a page they are variables. The
theme has ink, muted, wire, value (blue), grad (orange), highlight, highlight_fill, background. No meaning by colour alone.

`viz.steps`, `viz.Stepper`, `viz.film`, `viz.save` and `viz.trace_table` find the family by the table. A family of your own
is added with `viz.learners.families.add_family("mine", module)`; each of its four names may be missing.
"""
