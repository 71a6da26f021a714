"""What a drawing shows, as plain data: boxes, arrows, frames and their texts."""
