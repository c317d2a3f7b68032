"""The dashboard of indicators 指标: what each counts, by whom and by where customers came from, and its
charts (R9.8).
"""
