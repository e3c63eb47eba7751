"""The report of an incident (应急处置报告): one content, written as Word and as PDF."""
