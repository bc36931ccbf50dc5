"""What leaves the clinic and comes back: pure functions between models and bytes."""
