"""A plan as a function in C99, forward and backward, that is read by people and needs nothing but <math.h>.

`identifiers` names things, `arrays` says where numbers lie, `addresses` how C reads them there. `kernel_text`,
`contractions` and `step_text` write the loops, and `program_text` puts them together.
"""
