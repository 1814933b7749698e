"""Benchmarks: run by hand or by ``make bench``, never as tests. Each prints ratios against a baseline."""
