"""Grades and grading policies: what a note says, which date fits it, who grades by what (R3.1–R3.3)."""
