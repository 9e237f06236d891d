"""The demonstration centre: invented people whose year is played through the real actions."""
