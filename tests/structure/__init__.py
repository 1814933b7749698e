"""Rules about the code itself, held by machine: who may import whom, size, docstrings, glossary."""
