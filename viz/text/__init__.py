"""Words, names, tables and widths: what a lesson or a picture is written with. No picture here."""
