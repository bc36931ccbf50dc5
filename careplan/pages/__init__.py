"""What people see: one module a screen, each with one `show(desk)`."""
