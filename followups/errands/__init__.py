"""Tasks 任务: activities that belong to no intent, such as a training or a duty at a show (R14.3)."""
