"""Pictures as files: SVG, DOT, PNG, PDF, and the fonts that they need."""
