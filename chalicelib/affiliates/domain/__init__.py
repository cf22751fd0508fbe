"""What affiliates decide: pure."""
