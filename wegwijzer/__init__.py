"""The pure core: school files, national help, opening hours, whom to point to, crisis guard, conversation."""
