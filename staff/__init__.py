"""What school staff use: check, posters, and looking at what a student will see."""
