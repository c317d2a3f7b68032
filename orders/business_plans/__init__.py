"""The business plan of a month (月度经营计划): targets, measures, people, and why the result differs (S1)."""
