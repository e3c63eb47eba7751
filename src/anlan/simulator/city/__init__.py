"""A fictional city (虚构城市): divisions under the code prefix 99, boundaries, roads, place names; the same for the same seed.

Prefix 99 is assigned to no province, so nothing here can be taken for a real place.
"""

from anlan.simulator.city.generate import City, County, Township, generate_city
from anlan.simulator.city.geojson import boundaries, roads

__all__ = ["City", "County", "Township", "boundaries", "generate_city", "roads"]
