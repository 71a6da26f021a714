"""Scenes as PowerPoint: shapes and texts that can be edited, in slides of 16:9."""
