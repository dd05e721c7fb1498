//! Faults of the disk and of its keeper under a whole station: it says so, stops, and acknowledged nothing that is not there.
