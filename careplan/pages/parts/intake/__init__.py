"""The new-plan screen as one inline component: the intake at the left, what follows of it at the right."""
