//! The rooms: one line each.

pub mod eventfd;
pub mod pipe;
