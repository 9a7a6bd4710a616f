"""A task tracker: users, projects, tasks with tags, comments and likes."""
