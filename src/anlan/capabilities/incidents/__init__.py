"""Incidents (应急事件): the desk from which one is commanded, from its opening to its report."""
