//! The rooms: one line each.
