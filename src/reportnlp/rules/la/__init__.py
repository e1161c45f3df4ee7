"""Rules on the layout of Word files (版式), by GB/T 9704—2012; off unless asked for."""
