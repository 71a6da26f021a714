"""Deep networks trained layer by layer, without labels or with them, before all layers are trained together (002 §5)."""
