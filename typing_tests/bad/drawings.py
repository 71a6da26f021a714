"""What a type checker must reject about drawings, films and lessons."""

import viz
from autograd import Value

v = Value(2.0, "v")
e = v * 2
viz.draw(e, theme="drak")  # error: arg-type reportArgumentType
viz.draw(e, style="node")  # error: arg-type reportArgumentType
viz.draw(e, fold="layers")  # error: arg-type reportArgumentType
viz.draw(e, captions="longer")  # error: arg-type reportArgumentType
viz.draw(e, leaves="tag")  # error: arg-type reportArgumentType
viz.draw(e, rankdir="XX")  # error: arg-type reportArgumentType
viz.draw(e, precison=3)  # error: call-arg reportCallIssue
viz.draw(3.0)  # error: arg-type reportArgumentType
viz.draw(e, "LR")  # error: arg-type,call-arg reportCallIssue
viz.network(e, show_weights="all")  # error: arg-type reportArgumentType
viz.network(e, lang="fr")  # error: arg-type reportArgumentType
viz.draw_dot(e, rankdir="lr")  # error: arg-type reportArgumentType
viz.save(e, "e.png", theme="drak")  # error: call-overload reportArgumentType,reportCallIssue
viz.save(e, "e.png", langs="en")  # error: call-overload reportCallIssue
viz.save(viz.film(e), "e.pdf", per_page="six")  # error: call-overload reportArgumentType,reportCallIssue
viz.film(e, lang="fr")  # error: call-overload reportArgumentType,reportCallIssue
viz.film(e, style="micrograd")  # error: call-overload reportArgumentType
viz.film(e, dpi=3)  # error: call-overload reportCallIssue
viz.steps(e, lang="fr")  # error: call-overload reportArgumentType,reportCallIssue
viz.explain(v, of=e, format="markdwn")  # error: arg-type reportArgumentType
viz.explain(v)  # error: call-arg reportCallIssue
viz.trace_table(e, format="html")  # error: arg-type reportArgumentType
viz.nudge(v, 0.1, of=e, format="latex")  # error: arg-type reportArgumentType
viz.buglab(e, lang="fr")  # error: arg-type reportArgumentType
viz.health(e, format="latex")  # error: arg-type reportArgumentType
viz.compare_modes(e, lang="de")  # error: arg-type reportArgumentType
viz.paths_table(e, v, format="csv")  # error: arg-type reportArgumentType
viz.Stepper(e, lang="fr")  # error: arg-type reportArgumentType
viz.Stepper(e, theme="drak")  # error: arg-type reportArgumentType
viz.Stepper(e).run_to(v, what="grad")  # error: arg-type reportArgumentType
viz.Stepper(e).goto("end")  # error: arg-type reportArgumentType
viz.plots.loss_curv([1.0])  # error: attr-defined reportAttributeAccessIssue
viz.drow(e)  # error: attr-defined reportAttributeAccessIssue
