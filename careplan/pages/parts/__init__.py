"""What several screens draw: the task list, words and marks, the frame of a page."""
