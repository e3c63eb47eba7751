"""Training (培训考核): courses, a question bank, tests drawn from it, and the qualifications that come of them."""
