"""20-digit GB/T 28181 codes and GB/T 2260 division codes."""
